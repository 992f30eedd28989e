package dev.odeon.runtime.timer;

import dev.odeon.base.Key;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What turns in flight change of the timers of their actors. Not thread-safe. */
final class StagedTimers {
  private final Map<Key, Staged> actors = new HashMap<>();

  /** How many timers more each tenant will have. */
  private final Map<String, Integer> more = new HashMap<>();

  /**
   * What one turn changes last.
   *
   * @param height the block that the turn will become
   * @param dueMillis when the timer is due then; null if it is taken back
   * @param more how many timers there are more after it than before
   */
  record Change(long height, @Nullable Long dueMillis, int more) {}

  private static final class Staged {
    final Map<String, Deque<Change>> names = new HashMap<>(2);
    int more;
  }

  void add(Key actor, String name, Change change) {
    Staged of = actors.computeIfAbsent(actor, _ -> new Staged());
    of.names.computeIfAbsent(name, _ -> new ArrayDeque<>(1)).addLast(change);
    count(actor, of, change.more);
  }

  /** The last change of a timer; null if no turn in flight changes it. */
  @Nullable Change last(Key actor, String name) {
    Staged of = actors.get(actor);
    Deque<Change> changes = of == null ? null : of.names.get(name);
    return changes == null ? null : changes.peekLast();
  }

  /** Gives the last change of each timer that turns in flight change. */
  void each(Key actor, BiConsumer<String, Change> visitor) {
    Staged of = actors.get(actor);
    if (of != null) {
      of.names.forEach((name, changes) -> visitor.accept(name, changes.getLast()));
    }
  }

  /** How many timers more an actor will have. */
  int more(Key actor) {
    Staged of = actors.get(actor);
    return of == null ? 0 : of.more;
  }

  /** How many timers more a tenant will have. */
  int more(String tenant) {
    return more.getOrDefault(tenant, 0);
  }

  private void count(Key actor, Staged of, int by) {
    of.more += by;
    more.merge(actor.tenant(), by, (a, b) -> a + b == 0 ? null : a + b);
  }

  /** The turn at {@code height} is durable. */
  void durable(Key actor, long height) {
    end(actor, height, height);
  }

  /** The turn at {@code height} never becomes durable, nor any after it. */
  void dropped(Key actor, long height) {
    end(actor, height, Long.MAX_VALUE);
  }

  private void end(Key actor, long from, long to) {
    Staged of = actors.get(actor);
    if (of == null) {
      return;
    }
    of.names
        .values()
        .removeIf(changes -> {
          changes.removeIf(change -> {
            boolean ended = change.height >= from && change.height <= to;
            if (ended) {
              count(actor, of, -change.more);
            }
            return ended;
          });
          return changes.isEmpty();
        });
    if (of.names.isEmpty()) {
      actors.remove(actor);
    }
  }
}
