package dev.odeon.runtime.actor;

import dev.odeon.base.DiskException;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.log.EntryIndex;
import dev.odeon.log.EntryRun;
import dev.odeon.runtime.index.Dedup;
import dev.odeon.testkit.DiskOperation;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SimulationFailure;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What simulations break on purpose, and how they find it; and faults that break nothing. */
final class PlantedBugs {
  private PlantedBugs() {}

  /** The first failure of {@code story} with the seeds from 1 to {@code seeds}; null if none. */
  static @Nullable SimulationFailure found(int seeds, LongConsumer story) {
    for (long seed = 1; seed <= seeds; seed++) {
      try {
        story.accept(seed);
      } catch (SimulationFailure e) {
        return e;
      }
    }
    return null;
  }

  /** The bug that nothing of the log is synced, and all is acknowledged. */
  static Fault unsynced() {
    return Fault.swallow(operation ->
        operation.kind().durability() && operation.path().toString().contains("/log/"));
  }

  /** No bug: the disk is full for a few writes of the log, from number {@code write} on. */
  static Fault fullFor(long write) {
    AtomicLong seen = new AtomicLong();
    return Fault.on(
        operation ->
            operation.kind() == DiskOperation.Kind.WRITE
                && operation.path().toString().contains("/log/")
                && seen.getAndIncrement() - write >= 0
                && seen.get() - write < 4,
        new Fault.Verdict.Fail(DiskException.Reason.FULL));
  }

  /** The bug that it knows nothing of messages between actors. */
  static class Forgetting implements Dedup {
    private final Dedup dedup;

    Forgetting(Dedup dedup) {
      this.dedup = dedup;
    }

    @Override
    public @Nullable Block find(Key key, String messageId) {
      return dedup.find(key, messageId);
    }

    @Override
    public @Nullable Block answer(Key key, String requestId) {
      return dedup.answer(key, requestId);
    }

    @Override
    public boolean isUndeliverable(MessageId.Sent id) {
      return dedup.isUndeliverable(id);
    }

    @Override
    public @Nullable Block newest(Key receiver, Key sender, EventData.Lane lane) {
      return null;
    }

    @Override
    public @Nullable Block find(Key receiver, MessageId.Sent id, EventData.Lane lane) {
      return null;
    }
  }

  /** The bug that the index of timers does not hear that timers fired. */
  record DeafToFired(BlockIndex index) implements BlockIndex {
    @Override
    public String name() {
      return index.name();
    }

    @Override
    public int version() {
      return index.version();
    }

    @Override
    public EntryIndex entries() {
      return index.entries();
    }

    @Override
    public void block(long sequence, Block block, Sink sink) {
      boolean fired = block.event(0).name().equals("fired");
      Event other = Event.note("nothing fired");
      index.block(sequence, fired ? Block.of(block.header(), List.of(other)) : block, sink);
    }

    @Override
    public void restored(EntryRun segment) {
      index.restored(segment);
    }
  }
}
