package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.log.EntryRun;
import dev.odeon.log.IndexFile;
import dev.odeon.runtime.effect.EffectCodec;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  private static final Key KEY = Key.actor("a");
  private static final Hash MODULE = Hash.of(Bytes.utf8("module"));
  private static final Hash MANIFEST = Hash.of(Bytes.utf8("manifest"));

  private final Directory directory = new Directory(new EffectCodec(OwnCapabilities.all()));

  @Test
  void knowsFromItsFilesWhatItKnewBefore() {
    add(0, Event.spawned(spawned()));
    EntryRun first = sealed();
    add(1, Event.of("stopped", new EventData.Because("enough")));
    EntryRun second = sealed();

    Directory opened = new Directory(new EffectCodec(OwnCapabilities.all()));
    restore(opened, first);
    assertThat(status(opened)).isEqualTo(Registration.Status.RUNNING);
    restore(opened, second);
    assertThat(status(opened)).isEqualTo(Registration.Status.STOPPED);
    assertThat(opened.get(KEY)).isEqualTo(directory.get(KEY));
  }

  @Test
  void knowsWhatAnActorWasAtEachHeight() {
    Hash other = Hash.of(Bytes.utf8("other"));
    add(0, Event.spawned(spawned()));
    add(1, Event.of("stopped", new EventData.Because("enough")));
    EntryRun first = sealed();
    add(2, Event.upgraded(new EventData.Upgraded(other, MANIFEST)));
    add(3, Event.upgraded(new EventData.Upgraded(MODULE, other)));
    EntryRun second = sealed();

    Directory opened = new Directory(new EffectCodec(OwnCapabilities.all()));
    restore(opened, first);
    restore(opened, second);

    for (Directory each : List.of(directory, opened)) {
      assertThat(each.at(Key.actor("b"), 9)).isNull();
      assertThat(each.at(KEY, -1)).isNull();
      assertThat(Objects.requireNonNull(each.at(KEY, 0)).module()).isEqualTo(MODULE);
      assertThat(Objects.requireNonNull(each.at(KEY, 1)).module()).isEqualTo(MODULE);
      assertThat(Objects.requireNonNull(each.at(KEY, 2)).module()).isEqualTo(other);
      assertThat(Objects.requireNonNull(each.at(KEY, 9)).manifest()).isEqualTo(other);
    }
  }

  @Test
  void listsEachActorAsItIsLastOrderedByKey() {
    add(0, Event.spawned(spawned()));
    EntryRun first = sealed();
    add(1, Event.of("stopped", new EventData.Because("enough")));
    Directory opened = new Directory(new EffectCodec(OwnCapabilities.all()));
    restore(opened, first);
    restore(opened, sealed());

    for (Directory each : List.of(directory, opened)) {
      assertThat(each.list(Key.DEFAULT_TENANT))
          .containsExactly(Objects.requireNonNull(each.get(KEY)));
      assertThat(each.category("actor")).hasSize(1);
      assertThat(each.category("binary")).isEmpty();
      assertThat(each.list("other")).isEmpty();
    }
  }

  @Test
  void passesOverBlocksThatChangeNothing() {
    add(0, Event.spawned(spawned()));
    add(1, Event.note("a line"));
    add(2, Event.upgraded(new EventData.Upgraded(MODULE, MANIFEST)));
    assertThat(directory.entries().count()).isEqualTo(1);
  }

  private void add(long height, Event cause) {
    directory.block(
        height,
        block(height, cause),
        (key, value, payload) -> directory.entries().put(key, value, payload, 0));
  }

  /** The segment that ends now, as it is in its file. */
  private EntryRun sealed() {
    Bytes content = directory.entries().seal(directory.version(), 0, 0).get();
    return EntryRun.open(file(content), directory.version());
  }

  private static void restore(Directory directory, EntryRun segment) {
    directory.entries().load(segment);
    directory.restored(segment);
  }

  private static Registration.Status status(Directory directory) {
    return Objects.requireNonNull(directory.get(KEY)).status();
  }

  private static EventData.Spawned spawned() {
    return EventData.Spawned.of(MODULE, MANIFEST);
  }

  private static Block block(long height, Event cause) {
    return Block.of(
        new BlockHeader(
            KEY,
            height,
            Hash.ZERO,
            1_000 + height,
            MODULE,
            1,
            Bytes.wrap(new byte[BlockHeader.SEED_SIZE]),
            null,
            List.of(),
            Outcome.RETURNED,
            null),
        List.of(cause));
  }

  private static IndexFile file(Bytes content) {
    return new IndexFile() {
      @Override
      public long size() {
        return content.size();
      }

      @Override
      public Bytes read(long offset, int count) {
        return content.slice((int) offset, (int) offset + count);
      }
    };
  }
}
