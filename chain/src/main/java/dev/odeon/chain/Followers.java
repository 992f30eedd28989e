package dev.odeon.chain;

import dev.odeon.base.Key;
import dev.odeon.base.Threads;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who follows the log, and who of them waits. The committer thread says what became durable: it
 * takes those who wait for that off a list, however many they are, and leaves it to one other
 * thread to wake them. The lock guards the tables and is never held over a port.
 */
final class Followers implements AutoCloseable {
  /** The group of those who wait for a block of any actor; each other group is an actor. */
  private static final Object ANY_GROUP = new Object();

  private final Threads threads;
  private volatile int most;
  private volatile long end;
  private volatile int waitingCount;

  // Guarded by this.
  private final Set<BlockSubscription> open = new HashSet<>();
  private final Map<Object, Set<BlockSubscription>> waiting = new HashMap<>();
  private final Queue<Set<BlockSubscription>> due = new ArrayDeque<>();
  private @Nullable Thread waker;
  private boolean closed;

  Followers(Threads threads, long end, int most) {
    this.threads = threads;
    this.end = end;
    this.most = most;
  }

  /** From now on, so many at a time. */
  void limit(int count) {
    most = count;
  }

  /** How many there are. */
  synchronized int count() {
    return open.size();
  }

  /** How many blocks are durable, and known to every index. */
  long end() {
    return end;
  }

  /**
   * One more.
   *
   * @throws ChainException if there are as many as there may be
   */
  BlockSubscription add(BlockCursor cursor, BlockFilter filter) {
    BlockSubscription one = new BlockSubscription(this, cursor, filter.actor(), threads);
    synchronized (this) {
      if (!closed) {
        if (open.size() >= most) {
          throw new ChainException(
              ChainException.Reason.FULL,
              String.format(
                  Locale.ROOT,
                  "%,d readers follow this home already, and no more may: end one, or raise the limit",
                  most));
        }
        open.add(one);
        return one;
      }
    }
    one.end();
    return one;
  }

  synchronized void remove(BlockSubscription one) {
    open.remove(one);
    unlist(one);
  }

  /** {@code one} waits from now on; false if it need not. */
  boolean enlist(BlockSubscription one) {
    boolean starts;
    synchronized (this) {
      if (closed || !open.contains(one)) {
        return false;
      }
      starts = waker == null;
      if (starts) {
        waker = Thread.currentThread(); // until it is there
      }
      if (waiting.computeIfAbsent(group(one), _ -> new HashSet<>()).add(one)) {
        waitingCount++;
      }
    }
    if (starts) {
      start();
    }
    if (one.hasSeen(end)) {
      return true;
    }
    synchronized (this) {
      unlist(one);
    }
    return false;
  }

  private static Object group(BlockSubscription one) {
    Key actor = one.actor();
    return actor == null ? ANY_GROUP : actor;
  }

  private void unlist(BlockSubscription one) {
    Set<BlockSubscription> group = waiting.get(group(one));
    if (group != null && group.remove(one)) {
      waitingCount--;
      if (group.isEmpty()) {
        waiting.remove(group(one));
      }
    }
  }

  private void start() {
    Thread started = threads.startVirtual("odeon-followers", this::wakeAll);
    synchronized (this) {
      waker = started;
    }
    threads.unpark(started);
  }

  /**
   * The blocks of {@code group} are durable, and every index knows them. On the committer thread.
   */
  void durable(AppendGroup group) {
    end = group.firstSequence() + group.blockCount();
    if (waitingCount == 0) {
      return;
    }
    Thread wakes;
    synchronized (this) {
      boolean any = release(ANY_GROUP);
      for (int i = 0; i < group.blockCount(); i++) {
        any |= release(group.block(i).key());
      }
      wakes = any ? waker : null;
    }
    if (wakes != null) {
      threads.unpark(wakes);
    }
  }

  private boolean release(Object group) {
    Set<BlockSubscription> released = waiting.remove(group);
    if (released == null) {
      return false;
    }
    waitingCount -= released.size();
    return due.add(released);
  }

  private void wakeAll() {
    while (true) {
      Set<BlockSubscription> next;
      synchronized (this) {
        next = due.poll();
        if (next == null && closed) {
          return;
        }
      }
      if (next == null) {
        threads.park();
      } else {
        next.forEach(BlockSubscription::wake);
      }
    }
  }

  /** Ends all of them. */
  @Override
  public void close() {
    List<BlockSubscription> all;
    Thread wakes;
    synchronized (this) {
      closed = true;
      all = List.copyOf(open);
      open.clear();
      waiting.clear();
      waitingCount = 0;
      wakes = waker;
    }
    all.forEach(BlockSubscription::end);
    if (wakes != null) {
      threads.unpark(wakes);
    }
  }
}
