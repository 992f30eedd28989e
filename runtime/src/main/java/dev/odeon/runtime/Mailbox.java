package dev.odeon.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one actor: a bounded one for messages, and one beside it for control (start, stop),
 * which goes first. It also knows whether its actor waits for a guest thread, so that an actor is
 * never queued twice, and takes one turn at a time.
 *
 * <p>Any thread puts; only the guest thread that runs the actor takes. Guarded by its own monitor,
 * which is never held over a port call.
 */
final class Mailbox<T> {
  private final Deque<T> control = new ArrayDeque<>(1);
  private final Deque<T> messages = new ArrayDeque<>();
  private int capacity;
  private boolean scheduled;

  /** An empty one for {@code capacity} messages. */
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
    FULL
  }

  synchronized Put putMessage(T message) {
    if (messages.size() >= capacity) {
      return Put.FULL;
    }
    messages.addLast(message);
    return wake();
  }

  synchronized Put putControl(T order) {
    control.addLast(order);
    return wake();
  }

  /** Puts in behind all messages, whether there is room or not. */
  synchronized Put putLast(T order) {
    messages.addLast(order);
    return wake();
  }

  /** All that waits but control, taken out. */
  synchronized List<T> takeMessages() {
    List<T> all = List.copyOf(messages);
    messages.clear();
    return all;
  }

  /** The next thing to do, or null. */
  synchronized @Nullable T take() {
    T next = control.pollFirst();
    return next != null ? next : messages.pollFirst();
  }

  /**
   * The end of a slice: true if there is more to do, and the actor stays scheduled; else it is idle
   * from now on.
   */
  synchronized boolean endSlice() {
    scheduled = !control.isEmpty() || !messages.isEmpty();
    return scheduled;
  }

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
