package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.log.IndexFile;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  private static final Key KEY = Key.actor("a");
  private static final Hash MODULE = Hash.of(Bytes.utf8("module"));
  private static final Hash MANIFEST = Hash.of(Bytes.utf8("manifest"));

  private final Directory directory = new Directory();

  @Test
  void knowsWhatCameAfterASegmentWhoseFileIsWrittenLate() {
    directory.block(0, 0, block(0, Event.spawned(spawned())));
    Supplier<Bytes> first = directory.seal();
    directory.block(1, 1, block(1, Event.of("stopped", new EventData.Because("enough"))));
    Supplier<Bytes> second = directory.seal();

    directory.load(0, 1, file(first.get()));
    assertThat(status(directory)).isEqualTo(Registration.Status.STOPPED);
    directory.load(1, 2, file(second.get()));
    assertThat(status(directory)).isEqualTo(Registration.Status.STOPPED);
  }

  @Test
  void knowsFromItsFilesWhatItKnewBefore() {
    directory.block(0, 0, block(0, Event.spawned(spawned())));
    Supplier<Bytes> first = directory.seal();
    directory.block(1, 1, block(1, Event.of("stopped", new EventData.Because("enough"))));
    Supplier<Bytes> second = directory.seal();

    Directory opened = new Directory();
    opened.load(0, 1, file(first.get()));
    assertThat(status(opened)).isEqualTo(Registration.Status.RUNNING);
    opened.load(1, 2, file(second.get()));
    assertThat(opened.get(KEY)).isEqualTo(directory.get(KEY));
  }

  @Test
  void knowsWhatAnActorWasAtEachHeight() {
    Hash other = Hash.of(Bytes.utf8("other"));
    directory.block(0, 0, block(0, Event.spawned(spawned())));
    directory.block(1, 1, block(1, Event.of("stopped", new EventData.Because("enough"))));
    Supplier<Bytes> first = directory.seal();
    directory.block(2, 2, block(2, Event.upgraded(new EventData.Upgraded(other, MANIFEST))));
    directory.block(3, 3, block(3, Event.upgraded(new EventData.Upgraded(MODULE, other))));
    Supplier<Bytes> second = directory.seal();

    Directory opened = new Directory();
    opened.load(0, 2, file(first.get()));
    opened.load(2, 4, file(second.get()));

    for (Directory each : List.of(directory, opened)) {
      assertThat(each.at(Key.actor("b"), 9)).isNull();
      assertThat(each.at(KEY, -1)).isNull();
      assertThat(each.at(KEY, 0)).isEqualTo(new Directory.Named(KEY, 0, MODULE, MANIFEST));
      assertThat(each.at(KEY, 1)).isEqualTo(new Directory.Named(KEY, 0, MODULE, MANIFEST));
      assertThat(each.at(KEY, 2)).isEqualTo(new Directory.Named(KEY, 2, other, MANIFEST));
      assertThat(each.at(KEY, 9)).isEqualTo(new Directory.Named(KEY, 3, MODULE, other));
    }
  }

  @Test
  void keepsTheNewestThatAnActorWasAndNothingTwice() {
    directory.block(0, 0, block(0, Event.spawned(spawned())));
    for (int height = 1; height <= 40; height++) {
      // Two blocks each name the same.
      Hash module = Hash.of(Bytes.utf8("module " + (height - 1) / 2));
      directory.block(
          height, height, block(height, Event.upgraded(new EventData.Upgraded(module, MANIFEST))));
    }
    Supplier<Bytes> sealed = directory.seal();
    Directory opened = new Directory();
    opened.load(0, 41, file(sealed.get()));

    long oldest = 41 - 2L * Directory.NAMED_KEPT;
    for (Directory each : List.of(directory, opened)) {
      assertThat(each.at(KEY, 99))
          .isEqualTo(new Directory.Named(KEY, 39, Hash.of(Bytes.utf8("module 19")), MANIFEST));
      assertThat(Objects.requireNonNull(each.at(KEY, oldest)).height()).isEqualTo(oldest);
      assertThat(each.at(KEY, oldest - 1)).isNull();
    }
  }

  @Test
  void doesNotTakeAFileOfAnEarlierFormat() {
    Bytes earlier = new CborWriter().array(2).uint(1).array(0).toBytes();
    assertThatThrownBy(() -> directory.load(0, 1, file(earlier)))
        .isInstanceOf(MalformedException.class);
  }

  private static Registration.Status status(Directory directory) {
    return Objects.requireNonNull(directory.get(KEY)).status();
  }

  private static EventData.Spawned spawned() {
    return new EventData.Spawned(MODULE, MANIFEST, null, null);
  }

  private static Block block(long height, Event cause) {
    return Block.of(
        new BlockHeader(
            KEY,
            height,
            Hash.ZERO,
            1_000 + height,
            MODULE,
            0,
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
