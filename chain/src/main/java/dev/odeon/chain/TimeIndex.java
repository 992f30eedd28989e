package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import dev.odeon.log.EntryIndex;
import dev.odeon.log.EntryRun;
import java.nio.ByteBuffer;

/**
 * Where in the log a time begins. A turn has the time at which it began, so blocks may stand in the
 * log after later ones; the latest time so far only grows. Each time it has grown by a second there
 * is an entry: that time leads to the block that has it, and to the block of the entry before.
 */
final class TimeIndex implements BlockIndex {
  private static final long STEP_MILLIS = 1000;

  private final EntryIndex entries = EntryIndex.keepingAll();

  // Written while opening, then by the committer thread.
  private volatile Mark last = new Mark(Long.MIN_VALUE, 0);

  /** The block of {@code sequence} is the first of the time {@code millis} or later. */
  private record Mark(long millis, long sequence) {}

  /** A sequence before which every block is earlier than {@code millis}. */
  long floor(long millis) {
    Mark newest = last;
    if (millis >= newest.millis) {
      return newest.sequence;
    }
    long[] floor = {newest.sequence};
    entries.scan(
        Math.max(0, millis),
        (_, _, before) -> {
          floor[0] = before.buffer().getLong();
          return false;
        });
    return floor[0];
  }

  @Override
  public String name() {
    return "times";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    long millis = block.header().timeMillis();
    Mark before = last;
    if (before.millis == Long.MIN_VALUE || millis >= before.millis + STEP_MILLIS) {
      byte[] payload = new byte[Long.BYTES];
      ByteBuffer.wrap(payload).putLong(before.sequence);
      sink.put(millis, sequence, Bytes.wrap(payload));
      last = new Mark(millis, sequence);
    }
  }

  @Override
  public void restored(EntryRun segment) {
    if (segment.count() > 0) {
      long millis = segment.newestMillis();
      Long sequence = segment.newest(millis, (value, _) -> value);
      if (sequence == null) {
        throw new MalformedException("the newest time has no entry");
      }
      last = new Mark(millis, sequence);
    }
  }
}
