package dev.odeon.server;

import dev.odeon.base.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Orders the responses of one connection and writes them. Responses have the order of their
 * requests, except that those with ids may overtake each other where no response without an id is
 * between them. Thread-safe: a thread that finds no other writing writes, without holding a lock,
 * until nothing is left.
 */
final class ResponseQueue {
  /** The most bytes of one write, so that the JDK's temporary buffers stay small. */
  private static final int WRITE_MAX = 1 << 16;

  private static final ByteBuffer SPACE = ByteBuffer.allocateDirect(1).put(0, (byte) ' ');

  /** The most responses that may be queued behind an open one. */
  private static final int SLOTS_MAX = 1024;

  private final WritableByteChannel channel;
  private final Budget budget;
  private final Threads threads;
  private final Runnable onBreak;

  // Guarded by this.
  private final ArrayDeque<Slot> slots = new ArrayDeque<>();
  private OutBuffer ready;
  private OutBuffer spare;
  private boolean writing;
  private boolean broken;
  private final Set<Thread> waiting = new LinkedHashSet<>();

  /** Counts writes, so that the monitor can detect a client that stalls. */
  private volatile int progress;

  private volatile boolean inWrite;

  /** The place of a response that is still open. */
  static final class Slot {
    private final boolean free;
    private @Nullable OutBuffer answer;

    private Slot(boolean free) {
      this.free = free;
    }
  }

  /**
   * @param onBreak is called once, by the thread that finds that the client no longer reads
   */
  ResponseQueue(WritableByteChannel channel, Budget budget, Threads threads, Runnable onBreak) {
    this.channel = channel;
    this.budget = budget;
    this.threads = threads;
    this.onBreak = onBreak;
    this.ready = new OutBuffer(budget);
    this.spare = new OutBuffer(budget);
  }

  /** Whether a write is in progress; compare {@link #progress()} to see whether it advances. */
  boolean isWriting() {
    return inWrite;
  }

  int progress() {
    return progress;
  }

  /**
   * Adds the next response. It is written at the next {@link #flush}, or at once if there is no
   * room to keep it.
   *
   * @param free whether it may overtake others, and be overtaken
   */
  void put(OutBuffer line, boolean free) {
    synchronized (this) {
      if (broken || (isDue(null, free) ? ready.append(line) : queue(line, free))) {
        return;
      }
    }
    write(line, null, free);
  }

  private boolean queue(OutBuffer line, boolean free) {
    OutBuffer copy = new OutBuffer(budget);
    if (slots.size() >= SLOTS_MAX || !copy.append(line)) {
      return false;
    }
    Slot slot = new Slot(free);
    slot.answer = copy;
    slots.add(slot);
    return true;
  }

  /**
   * Writes lines in order, and blocks until it is their turn: for lines too large to copy, or that
   * precede a response.
   *
   * @param place the response that they precede; null for a place behind all others
   * @param free whether they may overtake responses that allow it
   */
  void write(OutBuffer lines, @Nullable Slot place, boolean free) {
    boolean mine = false;
    while (!mine) {
      synchronized (this) {
        if (broken) {
          return;
        }
        mine = !writing && isDue(place, free);
        writing |= mine;
        if (!mine) {
          waiting.add(Thread.currentThread());
        }
      }
      if (!mine) {
        threads.park();
      }
    }
    drainReady();
    write(lines);
    drain();
  }

  /** Opens a place for a later response, behind all others. */
  synchronized Slot open() {
    Slot slot = new Slot(true);
    slots.add(slot);
    return slot;
  }

  /** Fills the place, and writes what is ready. The queue owns the buffer from now on. */
  void complete(Slot slot, OutBuffer answer) {
    synchronized (this) {
      slot.answer = answer;
      if (broken) {
        slots.remove(slot);
        answer.release();
      }
      wake();
    }
    flush();
  }

  /** Whether there are bytes to write and no thread writes them. */
  synchronized boolean hasReady() {
    return !writing && !ready.isEmpty();
  }

  /** Whether a response is still open or unwritten. */
  synchronized boolean isOutstanding() {
    return !slots.isEmpty() || writing || !ready.isEmpty();
  }

  /** Registers the calling thread: its next park ends when a response is completed or written. */
  synchronized void await() {
    waiting.add(Thread.currentThread());
  }

  /** Writes everything that is ready, unless another thread is writing. */
  void flush() {
    synchronized (this) {
      if (writing || broken || (ready.isEmpty() && slots.isEmpty())) {
        return;
      }
      writing = true;
    }
    drain();
  }

  /**
   * Returns whether the client may still be reading, by writing a space, which JSON ignores before
   * a line. Meant for a connection whose client sends no more.
   */
  boolean probe() {
    synchronized (this) {
      if (writing || broken) {
        return !broken;
      }
      writing = true;
    }
    write(SPACE.duplicate());
    drain();
    synchronized (this) {
      return !broken;
    }
  }

  /** Stops writing and discards everything. */
  void breakOff() {
    synchronized (this) {
      if (broken) {
        return;
      }
      broken = true;
      for (Iterator<Slot> each = slots.iterator(); each.hasNext(); ) {
        OutBuffer answer = each.next().answer;
        if (answer != null) {
          answer.release();
          each.remove();
        }
      }
      if (!writing) {
        ready.release();
        spare.release();
      }
      wake();
    }
    onBreak.run();
  }

  /** Writes until nothing is left. The caller has the writer's role. */
  private void drain() {
    do {
      drainReady();
    } while (!leave());
  }

  /** Gives up the writer's role if nothing is left to write. */
  private synchronized boolean leave() {
    if (!broken && (!ready.isEmpty() || isSlotDue())) {
      return false;
    }
    writing = false;
    if (broken) {
      ready.release();
      spare.release();
    }
    wake();
    return true;
  }

  private void drainReady() {
    while (true) {
      OutBuffer next;
      boolean whole = false;
      synchronized (this) {
        if (broken) {
          return;
        }
        OutBuffer large = gather();
        if (!ready.isEmpty()) {
          next = ready;
          ready = spare;
          spare = next;
        } else if (large != null) {
          next = large;
          whole = true;
          slots.removeIf(slot -> slot.answer == large);
        } else {
          return;
        }
      }
      write(next);
      if (whole) {
        next.release();
      } else {
        next.clear();
      }
    }
  }

  /**
   * Moves responses that are ready from their slots to the buffer; returns the next ready one that
   * does not fit, or null.
   */
  private @Nullable OutBuffer gather() {
    boolean held = false;
    for (Iterator<Slot> each = slots.iterator(); each.hasNext(); ) {
      Slot slot = each.next();
      OutBuffer answer = slot.answer;
      if (answer == null) {
        if (!slot.free) {
          return null;
        }
        held = true;
      } else if (held && !slot.free) {
        return null;
      } else if (answer.size() <= WRITE_MAX && ready.append(answer)) {
        each.remove();
        answer.release();
      } else {
        return answer;
      }
    }
    return null;
  }

  private boolean isSlotDue() {
    boolean held = false;
    for (Slot slot : slots) {
      if (slot.answer != null) {
        return !held || slot.free;
      }
      if (!slot.free) {
        return false;
      }
      held = true;
    }
    return false;
  }

  /** Whether lines before {@code place}, or behind all others, may be written now. */
  private boolean isDue(@Nullable Slot place, boolean free) {
    for (Slot slot : slots) {
      if (slot == place) {
        return true;
      }
      if (!free || !slot.free) {
        return false;
      }
    }
    return true;
  }

  private void write(OutBuffer buffer) {
    write(buffer.buffer());
  }

  private void write(ByteBuffer left) {
    int end = left.limit();
    try {
      inWrite = true;
      while (left.position() < end) {
        left.limit(Math.min(end, left.position() + WRITE_MAX));
        channel.write(left);
        progress = progress + 1;
      }
    } catch (IOException e) {
      breakOff();
    } finally {
      inWrite = false;
    }
  }

  private void wake() {
    waiting.forEach(threads::unpark);
    waiting.clear();
  }
}
