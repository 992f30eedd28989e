package dev.odeon.runtime.timer;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.runtime.timer.TimerTable.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which timers wait, when each is due, and how it stands with it: in memory, fed by what blocks
 * change. It knows nothing of turns in flight. Guarded by the monitor of its {@link TimerIndex}.
 */
final class WaitingTimers {
  /** How many timers an actor is handed at a time. */
  static final int HANDED_MAX = 64;

  /** How many are looked at at a time. */
  private static final int LOOKED_AT_MAX = 1_000;

  private final TimerTable table = new TimerTable();
  private final Map<Long, Integer> byTenant = new HashMap<>();
  private final List<Spec> specs = new ArrayList<>();
  private final Map<SpecKey, Integer> specNumbers = new HashMap<>();
  private final Reader reader = new Reader();

  private record SpecKey(Hash manifest, int number) {}

  /** The times of a timer of a manifest, which many actors may have. */
  private static final class Spec {
    final Hash manifest;
    final int number;
    @Nullable Grid grid;

    Spec(Hash manifest, int number) {
      this.manifest = manifest;
      this.number = number;
    }
  }

  // What blocks tell.

  /** Takes in what the block {@code sequence} changes. */
  void apply(long sequence, Bytes changes) {
    reader.sequence = sequence;
    TimerChanges.read(changes, reader);
  }

  /** Does what blocks tell. */
  private final class Reader implements TimerChanges.Visitor {
    private long sequence;
    private long high;
    private long low;
    private long tenant;

    @Override
    public void actor(long actorHigh, long actorLow, long ofTenant) {
      high = actorHigh;
      low = actorLow;
      tenant = ofTenant;
    }

    private int find(long name) {
      int actor = table.actor(high, low);
      return actor == TimerTable.NONE ? TimerTable.NONE : table.timer(actor, name);
    }

    @Override
    public void set(long name, long dueMillis, int event, int number) {
      cancelled(name);
      int actor = table.actor(high, low, tenant);
      int row = table.add(actor, name, sequence, event, number, TimerTable.NONE);
      table.due(row, dueMillis);
      table.until(row, dueMillis);
      byTenant.merge(tenant, 1, Integer::sum);
    }

    @Override
    public void cancelled(long name) {
      int row = find(name);
      if (row != TimerTable.NONE) {
        remove(row);
      }
    }

    @Override
    public void fired(long name, int number, long dueMillis, boolean closes) {
      int row = find(name);
      if (row == TimerTable.NONE || table.number(row) != number) {
        return;
      }
      int spec = table.spec(row);
      if (!closes) {
        table.attempts(row, table.attempts(row) + 1);
      } else if (spec == TimerTable.NONE) {
        remove(row);
      } else {
        table.attempts(row, 0);
        table.due(row, Math.max(dueMillis, table.due(row)));
        int actor = table.actorOf(row);
        table.until(row, next(row));
        unblock(actor);
      }
    }

    @Override
    public void ofManifest(long name, long anchorMillis, int event, int number, Hash manifest) {
      cancelled(name);
      int actor = table.actor(high, low, tenant);
      int row =
          table.add(actor, name, sequence, event, number, spec(new SpecKey(manifest, number)));
      table.due(row, anchorMillis);
      table.until(row, next(row));
    }

    @Override
    public void removed() {
      int actor = table.actor(high, low);
      int row = actor == TimerTable.NONE ? TimerTable.NONE : table.first(actor);
      while (row != TimerTable.NONE) {
        int next = table.next(row);
        remove(row);
        row = next;
      }
    }
  }

  private void remove(int row) {
    int actor = table.actorOf(row);
    if (table.spec(row) == TimerTable.NONE) {
      byTenant.merge(table.tenant(actor), -1, (a, b) -> a + b == 0 ? null : a + b);
    }
    unblock(actor);
    table.remove(row);
  }

  private int spec(SpecKey key) {
    return specNumbers.computeIfAbsent(
        key,
        _ -> {
          specs.add(new Spec(key.manifest, key.number));
          return specs.size() - 1;
        });
  }

  /** When the timer of a manifest is due next; at once as long as its times are not known. */
  private long next(int row) {
    Grid grid = specs.get(table.spec(row)).grid;
    long last = table.due(row);
    return grid == null ? 0 : grid.next(last, last).orElse(Long.MAX_VALUE);
  }

  // What waits.

  /** How many wait. */
  int count() {
    return table.count();
  }

  /** How many the guest of {@code key} set. */
  int count(Key key) {
    int actor = actor(key);
    return actor == TimerTable.NONE ? 0 : table.own(actor);
  }

  /** How many the guests of {@code tenant} set. */
  int count(String tenant) {
    return byTenant.getOrDefault(TimerChanges.tenant(tenant), 0);
  }

  /** When the first of all is to be looked at; {@link Long#MAX_VALUE} if none waits. */
  long nextMillis() {
    int head = table.head();
    return head == TimerTable.NONE ? Long.MAX_VALUE : table.at(head);
  }

  private int actor(Key key) {
    Hash print = TimerChanges.print(key);
    return table.actor(print.a(), print.b());
  }

  private int find(Key key, String name) {
    int actor = actor(key);
    return actor == TimerTable.NONE
        ? TimerTable.NONE
        : table.timer(actor, TimerChanges.print(name));
  }

  /** Whether it is a guest's, and will fire. */
  private boolean waits(int row) {
    return table.spec(row) == TimerTable.NONE && table.standing(row) != Standing.FIRING;
  }

  /** Whether there is one of that name that the guest set. */
  boolean isGuests(Key key, String name) {
    int row = find(key, name);
    return row != TimerTable.NONE && table.spec(row) == TimerTable.NONE;
  }

  /** When a timer that the guest set is due; null if none of that name waits. */
  @Nullable Long due(Key key, String name) {
    int row = find(key, name);
    return row == TimerTable.NONE || !waits(row) ? null : (Long) table.due(row);
  }

  /** Those that the guest of {@code key} set, and that will fire. */
  List<DueTimer> guests(Key key) {
    return timers(key, this::waits);
  }

  /** All of {@code key}. */
  List<DueTimer> all(Key key) {
    return timers(key, _ -> true);
  }

  private List<DueTimer> timers(Key key, IntPredicate wanted) {
    List<DueTimer> rows = new ArrayList<>();
    int actor = actor(key);
    for (int row = actor == TimerTable.NONE ? TimerTable.NONE : table.first(actor);
        row != TimerTable.NONE;
        row = table.next(row)) {
      if (wanted.test(row)) {
        rows.add(timer(row, table.due(row)));
      }
    }
    return rows;
  }

  private DueTimer timer(int row, long due) {
    int spec = table.spec(row);
    return new DueTimer(
        row,
        table.sequence(row),
        table.event(row),
        due,
        table.attempts(row),
        spec == TimerTable.NONE ? null : specs.get(spec).manifest);
  }

  // For who fires them.

  /** Looks for the timer that is due first at {@code nowMillis}, and takes it. */
  TimerIndex.Look look(long nowMillis) {
    for (int i = 0; i < LOOKED_AT_MAX; i++) {
      int row = table.head();
      if (row == TimerTable.NONE || table.at(row) > nowMillis) {
        return new TimerIndex.Look.Until(nextMillis());
      }
      if (table.handed(table.actorOf(row)) >= HANDED_MAX) {
        table.stand(row, Standing.BLOCKED);
        continue;
      }
      int spec = table.spec(row);
      long due = table.due(row);
      if (spec != TimerTable.NONE) {
        Grid grid = specs.get(spec).grid;
        if (grid == null) {
          return new TimerIndex.Look.Unknown(specs.get(spec).manifest);
        }
        OptionalLong latest = grid.latest(due, due, nowMillis);
        if (latest.isEmpty()) {
          table.until(row, Math.max(next(row), nowMillis + 1));
          continue;
        }
        due = latest.getAsLong();
      }
      table.stand(row, Standing.HANDED);
      DueTimer timer = timer(row, due);
      return new TimerIndex.Look.Due(
          new DueTimer(row, timer.sequence(), timer.event(), due, timer.attempts(), null));
    }
    return new TimerIndex.Look.More();
  }

  /**
   * The times of the timers of {@code manifest} are known.
   *
   * @param timers those of the manifest; null if they cannot be told, and none of them fires
   */
  void known(Hash manifest, @Nullable List<ManifestTimer> timers) {
    for (Spec spec : specs) {
      if (spec.manifest.equals(manifest) && spec.grid == null) {
        spec.grid =
            timers == null || spec.number >= timers.size()
                ? Grid.Never.NEVER
                : timers.get(spec.number).grid();
      }
    }
  }

  /** See {@link TimerIndex#begins}. */
  boolean begins(DueTimer timer) {
    if (!stands(timer, Standing.HANDED)) {
      return false;
    }
    table.stand(timer.row(), Standing.FIRING);
    return true;
  }

  private boolean stands(DueTimer timer, Standing... any) {
    if (!table.is(timer.row(), timer.sequence(), timer.event())) {
      return false;
    }
    Standing standing = table.standing(timer.row());
    for (Standing each : any) {
      if (standing == each) {
        return true;
      }
    }
    return false;
  }

  /** See {@link TimerIndex#again}. */
  void again(DueTimer timer, long atMillis) {
    if (stands(timer, Standing.HANDED, Standing.FIRING)) {
      int actor = table.actorOf(timer.row());
      table.until(timer.row(), atMillis);
      unblock(actor);
    }
  }

  /** See {@link TimerIndex#held}. */
  void held(DueTimer timer) {
    if (stands(timer, Standing.HANDED, Standing.FIRING)) {
      int actor = table.actorOf(timer.row());
      table.stand(timer.row(), Standing.HELD);
      unblock(actor);
    }
  }

  /** How many turns of a timer failed; 0 if it is gone. */
  int attempts(DueTimer timer) {
    return table.is(timer.row(), timer.sequence(), timer.event()) ? table.attempts(timer.row()) : 0;
  }

  /** All that were held are looked at again. */
  void resumed() {
    for (int row = 0; row < table.rows(); row++) {
      if (table.isUsed(row) && table.standing(row) == Standing.HELD) {
        lookAgain(row);
      }
    }
  }

  private void lookAgain(int row) {
    table.until(row, table.spec(row) == TimerTable.NONE ? table.due(row) : next(row));
  }

  /** The timers of {@code key} that were held are looked at again. */
  void resumed(Key key) {
    int actor = actor(key);
    if (actor != TimerTable.NONE) {
      release(actor, Standing.HELD);
    }
  }

  private void unblock(int actor) {
    if (table.anyBlocked(actor) && table.handed(actor) <= HANDED_MAX / 2) {
      release(actor, Standing.BLOCKED);
    }
  }

  private void release(int actor, Standing standing) {
    for (int row = table.first(actor); row != TimerTable.NONE; row = table.next(row)) {
      if (table.standing(row) == standing) {
        lookAgain(row);
      }
    }
  }
}
