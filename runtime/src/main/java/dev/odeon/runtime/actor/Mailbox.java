package dev.odeon.runtime.actor;

import dev.odeon.chain.EventData.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one actor: a bounded lane for messages of each priority, and one beside them for
 * control (start, stop), which goes first. It also knows whether its actor waits for a guest
 * thread, so that an actor is never queued twice, and takes one turn at a time.
 *
 * <p>Calls that a guest waits for go before high, high before normal, normal before low; but of
 * {@value #ROUND} messages that are taken, at least one is of each lane that waits, the lowest
 * first. So a flood of high ones delays the low ones, and starves none. Each lane has room for
 * {@link #capacity} messages of its own: a flood of low ones keeps no high one out. Order holds
 * within a lane. While its messages are held, the actor takes control alone.
 *
 * <p>Any thread puts; only the guest thread that runs the actor takes. Guarded by its own monitor,
 * which is never held over a port call.
 */
final class Mailbox<T> {
  /** Of so many messages that are taken, at least one is of each lane that waits. */
  static final int ROUND = 16;

  /** From the first to go to the last. */
  private static final List<Lane> ORDER = List.of(Lane.REQUEST, Lane.HIGH, Lane.NORMAL, Lane.LOW);

  private final Deque<T> control = new ArrayDeque<>(1);
  private final Map<Lane, Queue<T>> lanes = new EnumMap<>(Lane.class);
  private final Deque<Last<T>> last = new ArrayDeque<>(1);
  private int capacity;
  private int messages;
  private boolean held;
  private boolean scheduled;
  private boolean retired;
  private final Set<Lane> roomAwaited = EnumSet.noneOf(Lane.class);

  /** The lane of the message that was taken last; null if that was something else. */
  private @Nullable Queue<T> current;

  /** The messages of one lane. */
  private static final class Queue<T> {
    private final Deque<T> waiting = new ArrayDeque<>(4);

    /** How many were ever put in. */
    private long put;

    /** How many were taken from other lanes while some of this one waited. */
    private int passed;

    private long taken() {
      return put - waiting.size();
    }
  }

  /**
   * Something that goes behind all messages that waited when it came.
   *
   * @param after how many messages of each lane must have been taken before
   */
  private record Last<T>(T task, Map<Lane, Long> after) {}

  /** An empty one with room for {@code capacity} messages in each lane. */
  Mailbox(int capacity) {
    this.capacity = capacity;
  }

  /** What became of putting something in. */
  enum Put {
    /** It is in, and the actor must be made ready. */
    WAKE,
    /** It is in; the actor is ready or running already. */
    QUEUED,
    /** There is no room. */
    FULL,
    /** The mailbox is retired, and its actor forgotten: put it into that of the next object. */
    RETIRED
  }

  synchronized Put putMessage(T message, Lane lane) {
    if (retired) {
      return Put.RETIRED;
    }
    Queue<T> queue = lanes.computeIfAbsent(lane, _ -> new Queue<>());
    if (queue.waiting.size() >= capacity) {
      return Put.FULL;
    }
    queue.waiting.addLast(message);
    queue.put++;
    messages++;
    return held ? Put.QUEUED : wake();
  }

  /** The same for who is told when there is room, by {@link #hasRoomAgain}. */
  synchronized Put putSent(T message, Lane lane) {
    Put put = putMessage(message, lane);
    if (put == Put.FULL) {
      roomAwaited.add(lane);
    }
    return put;
  }

  /** Whether there is room again in a lane for who found none: once. */
  synchronized boolean hasRoomAgain() {
    return !roomAwaited.isEmpty() && roomAwaited.removeIf(lane -> size(lane) <= capacity / 2);
  }

  synchronized Put putControl(T task) {
    if (retired) {
      return Put.RETIRED;
    }
    control.addLast(task);
    return wake();
  }

  /** Puts in behind all messages that wait, whether there is room or not. */
  synchronized Put putLast(T task) {
    if (retired) {
      return Put.RETIRED;
    }
    Map<Lane, Long> after = new EnumMap<>(Lane.class);
    lanes.forEach((lane, queue) -> after.put(lane, queue.put));
    last.addLast(new Last<>(task, after));
    held = false; // it is behind them: whoever takes them decides again
    return wake();
  }

  /** How much waits, control included. */
  synchronized int size() {
    return control.size() + messages + last.size();
  }

  /** How many messages of {@code lane} wait. */
  synchronized int size(Lane lane) {
    Queue<T> queue = lanes.get(lane);
    return queue == null ? 0 : queue.waiting.size();
  }

  /** All that waits but control, taken out. */
  synchronized List<T> takeMessages() {
    List<T> all = new ArrayList<>(messages + last.size());
    for (Lane lane : ORDER) {
      Queue<T> queue = lanes.get(lane);
      if (queue != null) {
        all.addAll(queue.waiting);
        queue.waiting.clear();
        queue.passed = 0;
      }
    }
    last.forEach(each -> all.add(each.task));
    last.clear();
    messages = 0;
    current = null;
    return all;
  }

  /** The next thing to do, or null. */
  synchronized @Nullable T take() {
    current = null;
    T next = control.pollFirst();
    if (next == null && held) {
      return null;
    }
    if (next == null && !last.isEmpty() && isDue(last.getFirst())) {
      next = last.removeFirst().task;
    }
    return next != null || messages == 0 ? next : takeFrom(nextLane());
  }

  /**
   * The next message of the lane that the last one was taken from, if nothing of higher rank waits,
   * no other lane has waited for its share, and {@code joins} says that it goes along; else null.
   */
  synchronized @Nullable T takeMore(Predicate<T> joins) {
    Queue<T> queue = current;
    if (queue == null || !control.isEmpty() || queue.waiting.isEmpty()) {
      return null;
    }
    return nextLane() == queue && joins.test(queue.waiting.getFirst()) ? takeFrom(queue) : null;
  }

  /** Puts messages back that were taken from one lane, before those that wait in it. */
  synchronized void putBack(List<T> taken, Lane lane) {
    Queue<T> queue = lanes.computeIfAbsent(lane, _ -> new Queue<>());
    for (int i = taken.size() - 1; i >= 0; i--) {
      queue.waiting.addFirst(taken.get(i));
    }
    messages += taken.size();
    current = null;
  }

  private boolean isDue(Last<T> task) {
    return messages == 0
        || task.after.entrySet().stream()
            .allMatch(each -> {
              Queue<T> queue = lanes.get(each.getKey());
              return queue == null || queue.taken() >= each.getValue();
            });
  }

  /** The lane whose turn it is; some message must wait. */
  private Queue<T> nextLane() {
    Queue<T> first = null;
    for (int i = ORDER.size() - 1; i >= 0; i--) {
      Queue<T> queue = lanes.get(ORDER.get(i));
      if (queue != null && !queue.waiting.isEmpty()) {
        if (queue.passed >= ROUND - 1) {
          return queue;
        }
        first = queue;
      }
    }
    if (first == null) {
      throw new IllegalStateException("no message waits");
    }
    return first;
  }

  private T takeFrom(Queue<T> queue) {
    T next = queue.waiting.removeFirst();
    messages--;
    if (messages > queue.waiting.size()) {
      for (Queue<T> other : lanes.values()) {
        if (other != queue && !other.waiting.isEmpty()) {
          other.passed++;
        }
      }
    }
    queue.passed = 0;
    current = queue;
    return next;
  }

  /**
   * Puts a message back, before those that wait in its lane: none is taken until they are released.
   */
  synchronized void hold(T taken, Lane lane) {
    putBack(List.of(taken), lane);
    held = true;
  }

  /** No message is taken until they are released. On the thread that runs the actor. */
  synchronized void hold() {
    held = true;
  }

  /** Messages are taken again. On the thread that runs the actor. */
  synchronized void release() {
    held = false;
  }

  /**
   * The end of a slice: true if there is more to do, and the actor stays scheduled; else it is idle
   * from now on.
   */
  synchronized boolean endSlice() {
    scheduled = held ? !control.isEmpty() : size() > 0;
    return scheduled;
  }

  /**
   * On the thread that runs the actor, in place of {@link #endSlice}: takes nothing any more,
   * unless something waits. Whether that is so.
   */
  synchronized boolean retire() {
    retired = size() == 0;
    return retired;
  }

  /** From now on there is room for {@code most} messages in each lane. */
  synchronized void capacity(int most) {
    capacity = most;
  }

  synchronized int capacity() {
    return capacity;
  }

  private Put wake() {
    Put put = scheduled ? Put.QUEUED : Put.WAKE;
    scheduled = true;
    return put;
  }
}
