package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.chain.Block;
import dev.odeon.chain.Chains;
import dev.odeon.runtime.effect.EffectPosition;
import dev.odeon.runtime.turn.GuestWork;
import dev.odeon.runtime.turn.Scheduler;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps up to which block all messages are closed, so that a home that is opened looks no further
 * back. Derived: what it says was true when it was written, stays true, and is checked against the
 * block. Without it all blocks that sent messages are looked through.
 */
final class OutboxMark {
  private static final int FORMAT = 1;

  /** How many messages are closed between two writes. */
  private static final long BETWEEN = 16_384;

  private final Disk disk;
  private final Path file;
  private final Chains chains;
  private final AtomicLong closed = new AtomicLong();
  private final AtomicBoolean writing = new AtomicBoolean();

  OutboxMark(Disk disk, Path file, Chains chains) {
    this.disk = disk;
    this.file = file;
    this.chains = chains;
  }

  /** Before the first effect that may not be done. */
  EffectPosition read() {
    try {
      if (disk.exists(file)) {
        return decode(disk.readAll(file));
      }
    } catch (DiskException | MalformedException e) {
      // It is made again.
    }
    return EffectPosition.START;
  }

  private EffectPosition decode(Bytes bytes) {
    CborReader in = new CborReader(bytes);
    in.array(3);
    in.uint(FORMAT);
    long sequence = in.uint();
    Hash hash = in.hash();
    in.end();
    Optional<Block> block = chains.blockAt(sequence);
    return block.isPresent() && block.get().hash().equals(hash)
        ? new EffectPosition(sequence, Integer.MAX_VALUE)
        : EffectPosition.START;
  }

  /** Some more messages are closed: writes now and then, on a guest thread. */
  void closed(int count, Scheduler scheduler, LongSupplier done) {
    if (count > 0 && closed.addAndGet(count) % BETWEEN == 0 && writing.compareAndSet(false, true)) {
      boolean taken =
          scheduler.ready(
              GuestWork.of(
                  Key.DEFAULT_TENANT,
                  () -> {
                    write(done.getAsLong());
                    writing.set(false);
                  }));
      if (!taken) {
        writing.set(false);
      }
    }
  }

  /** All messages up to the block {@code sequence} are closed. */
  void write(long sequence) {
    try {
      Block block = sequence < 0 ? null : blockAt(sequence);
      if (block != null) {
        CborWriter out = new CborWriter(64);
        out.array(3).uint(FORMAT).uint(sequence).hash(block.hash());
        disk.writeAtomically(file, out.toBytes());
      }
    } catch (RuntimeException e) {
      // The next one, or a longer look at the next opening, makes up for it.
    }
  }

  private @Nullable Block blockAt(long sequence) {
    return chains.blockAt(sequence).orElse(null);
  }
}
