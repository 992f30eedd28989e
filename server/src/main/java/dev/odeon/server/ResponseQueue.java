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
 * Puts the answers of one connection in their order and writes them. Answers are in the order of
 * their requests, but those with ids may pass each other where none without stands between. Any
 * thread may use it: who finds nobody writing writes, without a lock, until nothing is left.
 */
final class ResponseQueue {
  /** One write takes no more, so that the buffers beneath stay small. */
  private static final int WRITE_MAX = 1 << 16;

  private static final ByteBuffer SPACE = ByteBuffer.allocateDirect(1).put(0, (byte) ' ');

  /** So many answers may wait for one that is still to come. */
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

  /** How far the writing has come, and whether a write is under way: who stalls is found by it. */
  private volatile int progress;

  private volatile boolean inWrite;

  /** The place of an answer that is still to come. */
  static final class Slot {
    private final boolean free;
    private @Nullable OutBuffer answer;

    private Slot(boolean free) {
      this.free = free;
    }
  }

  /**
   * @param onBreak is called once, by whichever thread finds that nobody reads any more
   */
  ResponseQueue(WritableByteChannel channel, Budget budget, Threads threads, Runnable onBreak) {
    this.channel = channel;
    this.budget = budget;
    this.threads = threads;
    this.onBreak = onBreak;
    this.ready = new OutBuffer(budget);
    this.spare = new OutBuffer(budget);
  }

  /** Whether a write is under way; with {@link #progress()}, whether it gets on. */
  boolean isWriting() {
    return inWrite;
  }

  int progress() {
    return progress;
  }

  /**
   * Takes in an answer whose turn it is. It is written at the next {@link #flush}, or now where
   * there is no room to keep it.
   *
   * @param free whether it may pass others that may
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
   * Writes lines when it is their turn, and blocks until then: what is too much to be copied, or
   * comes before an answer.
   *
   * @param place of the answer that they come before; null for a place behind all there are
   * @param free whether they may pass answers that may be passed
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

  /** Opens a place for an answer that comes later, behind all there are. */
  synchronized Slot open() {
    Slot slot = new Slot(true);
    slots.add(slot);
    return slot;
  }

  /** Fills the place, and writes what can be written then. The buffer is given away. */
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

  /** Whether there is something to write that nobody is writing. */
  synchronized boolean hasReady() {
    return !writing && !ready.isEmpty();
  }

  /** Whether an answer is still to come or to be written. */
  synchronized boolean isOutstanding() {
    return !slots.isEmpty() || writing || !ready.isEmpty();
  }

  /** Lets the calling thread leave its next park when an answer was given or written. */
  synchronized void await() {
    waiting.add(Thread.currentThread());
  }

  /** Writes all that can be written, unless another thread does. */
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
   * Whether somebody is still there who may read: found out by a space, which means nothing before
   * a line of JSON. To be asked when the other end sends no more.
   */
  boolean probe() {
    synchronized (this) {
      if (writing || broken) {
        return !broken;
      }
      writing = true;
    }
    try {
      channel.write(SPACE.duplicate());
    } catch (IOException e) {
      breakOff();
    }
    drain();
    synchronized (this) {
      return !broken;
    }
  }

  /** Writes nothing more, and keeps nothing. */
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

  /** Writes until nothing is left. The caller is who writes. */
  private void drain() {
    do {
      drainReady();
    } while (!leave());
  }

  /** Stops writing if nothing is left to be written. */
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

  /** Moves what is due from the slots; returns the next that is due and has no room there. */
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

  /** Whether what comes before {@code place}, or behind all there are, may be written now. */
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
    ByteBuffer left = buffer.buffer();
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
