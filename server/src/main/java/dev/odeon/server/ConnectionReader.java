package dev.odeon.server;

import dev.odeon.base.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Reads one connection. Its own thread does, except while that has been busy with one task for
 * long: then a helper reader reads, until something came that the thread waits for. The thread is
 * not in the way of the helper reader, and the channel is never switched to another mode for it.
 */
final class ConnectionReader {
  /** What a helper reader keeps for the connection's thread at the most; then it stops reading. */
  private static final int SPILL_MAX = 1 << 20;

  private static final int CHUNK = 1 << 14;

  private final SocketChannel channel;
  private final Threads threads;
  private final Budget budget;

  // Guarded by this.
  private final ArrayDeque<byte[]> spilled = new ArrayDeque<>();
  private int spilledBytes;
  private boolean helperReads;
  private boolean ended;
  private boolean full;
  private Thread owner = Thread.currentThread();
  private boolean waiting;

  private volatile boolean reading;
  private volatile boolean draining;
  private volatile int progress;

  ConnectionReader(SocketChannel channel, Threads threads, Budget budget) {
    this.channel = channel;
    this.threads = threads;
    this.budget = budget;
  }

  /** What came of filling a buffer. */
  enum Filled {
    /** There is more in it. */
    MORE,
    /** The other end sends no more. */
    END,
    /** There is no room to be had for it. */
    NO_ROOM
  }

  /** Whether the connection's thread is in a read; with {@link #progress()}, whether it gets on. */
  boolean isReading() {
    return reading;
  }

  int progress() {
    return progress;
  }

  /** Makes the calling thread the connection's. */
  synchronized void own() {
    owner = Thread.currentThread();
  }

  /** Blocks for what comes next. For the connection's thread alone. */
  Filled fill(InBuffer input) throws IOException {
    while (true) {
      synchronized (this) {
        waiting = false;
        if (!spilled.isEmpty()) {
          return takeSpilled(input) ? Filled.MORE : Filled.NO_ROOM;
        }
        if (ended) {
          return Filled.END;
        }
        if (!helperReads) {
          break;
        }
        waiting = true;
      }
      threads.park();
    }
    if (!input.makeRoom(1)) {
      return Filled.NO_ROOM;
    }
    int read = read(input);
    if (read < 0) {
      return Filled.END;
    }
    input.filled(read);
    progress = progress + 1;
    return Filled.MORE;
  }

  /** Lets the connection end: what has come already is still read, and then the end. */
  void drain() {
    draining = true;
    boolean wake;
    synchronized (this) {
      wake = helperReads;
    }
    if (wake || reading) {
      try {
        channel.shutdownInput();
      } catch (IOException _) {
        // Then it has ended already.
      }
    }
  }

  /** Whether the other end sends no more. */
  synchronized boolean hasEnded() {
    return ended;
  }

  /**
   * Makes the calling thread the helper reader; false if there is one, or nothing is to be read.
   */
  synchronized boolean takeOver() {
    if (helperReads || ended || full) {
      return false;
    }
    helperReads = true;
    return true;
  }

  /** Takes {@link #takeOver} back: nobody stands in. */
  synchronized void giveBack() {
    helperReads = false;
    threads.unpark(owner);
  }

  /** Shows what was read and not taken to {@code each}. */
  synchronized void showSpilled(Consumer<byte[]> each) {
    spilled.forEach(each);
  }

  /**
   * Reads for the connection's thread until that waits for it, {@code busy} no longer holds, or the
   * end.
   *
   * @param seen is shown what came, after the connection's thread can have it
   */
  void helperReads(BooleanSupplier busy, Consumer<byte[]> seen) {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    boolean on = true;
    while (on) {
      byte[] chunk = readChunk(buffer.clear());
      synchronized (this) {
        on = keep(chunk) && busy.getAsBoolean() && !waiting;
        helperReads = on;
        if (!on) {
          threads.unpark(owner);
        }
      }
      seen.accept(chunk);
    }
  }

  /** Gives back what is kept. */
  synchronized void release() {
    budget.give(spilledBytes);
    spilledBytes = 0;
    spilled.clear();
    ended = true;
  }

  private byte[] readChunk(ByteBuffer buffer) {
    try {
      int read = channel.read(buffer);
      return Arrays.copyOf(buffer.array(), Math.max(read, 0));
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /** Keeps the chunk; false if nothing more is to be read: it was the end, or enough. */
  private boolean keep(byte[] chunk) {
    if (chunk.length == 0 || ended) {
      ended = true;
      return false;
    }
    // What is read cannot be put back: it is kept even beyond the budget, and then no more.
    spilled.add(chunk);
    spilledBytes += chunk.length;
    full = !budget.force(chunk.length) || spilledBytes >= SPILL_MAX;
    return !full;
  }

  private boolean takeSpilled(InBuffer input) {
    boolean room = input.makeRoom(spilledBytes);
    if (room) {
      for (byte[] chunk : spilled) {
        input.take(chunk, chunk.length);
      }
    }
    budget.give(spilledBytes);
    spilled.clear();
    spilledBytes = 0;
    full = false;
    return room;
  }

  private int read(InBuffer input) throws IOException {
    if (draining) {
      return sweep(input);
    }
    reading = true;
    try {
      return draining ? sweep(input) : channel.read(input.room());
    } finally {
      reading = false;
    }
  }

  /** Reads what is there without waiting for more. */
  private int sweep(InBuffer input) throws IOException {
    channel.configureBlocking(false);
    try {
      int read = channel.read(input.room());
      return read == 0 ? -1 : read;
    } finally {
      channel.configureBlocking(true);
    }
  }
}
