package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which actor waits, in the middle of a turn, for the answer of which other one. An actor takes one
 * turn at a time and waits for one answer at a time, so whoever is waited for leads along one path,
 * and a circle is found by following it. Any thread; a wait begins under the monitor.
 */
final class RequestWaits {
  private final ConcurrentMap<Key, Wait> waits = new ConcurrentHashMap<>();
  private final Predicate<Key> isIntending;

  /**
   * No waits.
   *
   * @param isIntending whether an actor is in the middle of a turn that made an immediate call: who
   *     is not waits no longer, whatever became of its turn
   */
  RequestWaits(Predicate<Key> isIntending) {
    this.isIntending = isIntending;
  }

  /**
   * One wait.
   *
   * @param asked for whose answer
   */
  private record Wait(Key asker, Key asked) {
    // One wait is another than the next for the same.
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** What became of beginning to wait. */
  sealed interface Begun {}

  /**
   * The wait counts until {@link #end}.
   *
   * @param end ends it
   */
  record Waiting(Runnable end) implements Begun {}

  /**
   * It does not, for it would close a circle.
   *
   * @param circle who waits for the next one each, the first is the last, too
   */
  record Circle(List<Key> circle) implements Begun {}

  /**
   * {@code asker} is about to wait for {@code asked}, in the place of what it waited for before.
   */
  synchronized Begun begin(Key asker, Key asked) {
    List<Key> path = new ArrayList<>();
    path.add(asker);
    Key next = asked;
    while (next != null && !next.equals(asker)) {
      path.add(next);
      Wait wait = waits.get(next);
      next = wait == null || !isIntending.test(next) ? null : wait.asked;
    }
    if (next != null) {
      path.add(asker);
      end(asker);
      return new Circle(List.copyOf(path));
    }
    Wait wait = new Wait(asker, asked);
    waits.put(asker, wait);
    return new Waiting(() -> waits.remove(asker, wait));
  }

  /** An interrupted turn of {@code asker} waits for {@code asked}, and has not come there again. */
  synchronized void interrupted(Key asker, Key asked) {
    waits.put(asker, new Wait(asker, asked));
  }

  /** {@code asker} waits no longer. */
  void end(Key asker) {
    waits.remove(asker);
  }

  /** How many wait. */
  int count() {
    return waits.size();
  }
}
