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
 * Reads one connection. The connection's own thread reads, except while it is busy with a long
 * task: then a helper thread reads until the connection's thread waits for input. The two never
 * read at the same time, and the channel stays in blocking mode.
 */
final class ConnectionReader {
  /**
   * The most bytes that the helper thread keeps for the connection's thread before it stops
   * reading.
   */
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

  /** The result of filling a buffer. */
  enum Filled {
    /** The buffer has more bytes. */
    MORE,
    /** The client sends no more. */
    END,
    /** The budget has no room for more bytes. */
    NO_ROOM
  }

  /**
   * Whether the connection's thread is in a read; compare {@link #progress()} to see whether it
   * advances.
   */
  boolean isReading() {
    return reading;
  }

  int progress() {
    return progress;
  }

  /** Makes the calling thread the connection's own. */
  synchronized void own() {
    owner = Thread.currentThread();
  }

  /** Blocks for more input. For the connection's thread only. */
  Filled fill(InBuffer input) throws IOException {
    while (true) {
      synchronized (this) {
        waiting = false;
        if (!spilled.isEmpty()) {
          takeSpilled(input);
          return Filled.MORE;
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

  /** Ends the input: bytes that have arrived are still read, then comes the end. */
  void drain() {
    draining = true;
    boolean wake;
    synchronized (this) {
      wake = helperReads;
    }
    if (wake || reading) {
      endInput();
    }
  }

  private void endInput() {
    try {
      channel.shutdownInput();
    } catch (IOException _) {
      // The channel has ended already.
    }
  }

  /** Whether the client sends no more. */
  synchronized boolean hasEnded() {
    return ended;
  }

  /**
   * Reserves the helper's role for a thread that is about to start; returns false if it is taken,
   * or there is nothing to read.
   */
  synchronized boolean takeOver() {
    if (helperReads || ended || full) {
      return false;
    }
    helperReads = true;
    if (draining) {
      endInput();
    }
    return true;
  }

  /** Gives the helper's role back, after {@link #takeOver}, because no helper could start. */
  synchronized void giveBack() {
    helperReads = false;
    threads.unpark(owner);
  }

  /** Shows the bytes that the helper read and the connection's thread has not consumed. */
  synchronized void showSpilled(Consumer<byte[]> each) {
    spilled.forEach(each);
  }

  /**
   * Reads as the helper until the connection's thread waits for input, {@code busy} is false, or
   * the input ends.
   *
   * @param seen gets each chunk, after the connection's thread can consume it
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

  /** Releases the kept bytes. */
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

  /** Keeps the chunk; returns false if no more is to be read: at the end, or at the limit. */
  private boolean keep(byte[] chunk) {
    if (chunk.length == 0 || ended) {
      ended = true;
      return false;
    }
    // Bytes that were read must be kept, even beyond the budget; but then reading stops.
    spilled.add(chunk);
    spilledBytes += chunk.length;
    full = !budget.force(chunk.length) || spilledBytes >= SPILL_MAX;
    return !full;
  }

  private void takeSpilled(InBuffer input) {
    // These bytes are reserved already: their reservation moves on with them.
    budget.give(spilledBytes);
    input.forceRoom(spilledBytes);
    for (byte[] chunk : spilled) {
      input.take(chunk, chunk.length);
    }
    spilled.clear();
    spilledBytes = 0;
    full = false;
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

  /** Reads what has arrived without waiting for more. */
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
