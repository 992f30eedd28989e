package dev.odeon.runtime.timer;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.host.capability.TimerChange;
import dev.odeon.log.EntryIndex;
import dev.odeon.log.EntryRun;
import dev.odeon.runtime.effect.EffectCodec;
import dev.odeon.runtime.effect.EffectHandler;
import dev.odeon.runtime.effect.PlacedEffect;
import dev.odeon.runtime.timer.TimerTable.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a home that wait, derived from the blocks: what guests and manifests set, less what
 * was cancelled or fired. A timer that fired is gone once the block of its turn is durable, and not
 * before, so it fires again after a crash that lost the block. Bodies and names stay in the blocks.
 *
 * <p>The sequence of each block that changes timers leads to what it changes; when a home is
 * opened, these are read in order, without the blocks.
 *
 * <p>The committer thread feeds it; guests ask it, and whoever fires what is due. Guarded by its
 * own monitor, which is never held over a port call or a read of the disk.
 */
public final class TimerIndex implements BlockIndex, EffectHandler<TimerChange> {
  /** How many timers an actor is handed at a time. */
  static final int HANDED_MAX = 64;

  /** How many are looked at while the monitor is held. */
  private static final int LOOKED_AT_MAX = 1_000;

  private final EntryIndex entries = EntryIndex.keepingAll();
  private final EffectCodec codec;
  private volatile @Nullable LongFunction<Block> blocks;

  private final TimerTable table = new TimerTable();
  private final StagedTimers staged = new StagedTimers();
  private final Map<Long, Integer> byTenant = new HashMap<>();
  private final List<Spec> specs = new ArrayList<>();
  private final Map<SpecKey, Integer> specNumbers = new HashMap<>();
  private final Reader reader = new Reader();

  /** Until when nobody looks; what is due before that needs {@link #wake}. */
  private long looksAt = Long.MAX_VALUE;

  private Runnable wake = () -> {};

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

  /** An empty one; {@code codec} tells what blocks ask for. */
  public TimerIndex(EffectCodec codec) {
    this.codec = codec;
  }

  /** Says where blocks are read by their sequence. */
  public void reads(LongFunction<Block> source) {
    blocks = source;
  }

  /** Says what is called when something is due earlier than it was looked for. */
  public synchronized void wakes(Runnable call) {
    wake = call;
    looksAt = Long.MAX_VALUE;
  }

  // As an index.

  @Override
  public String name() {
    return "timers";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    Bytes changes = TimerChanges.of(block, codec);
    if (changes != null) {
      sink.put(sequence, sequence, changes);
    }
    if (changes == null && !block.has(EventKind.LIFECYCLE)) {
      return;
    }
    Runnable call;
    synchronized (this) {
      if (changes != null) {
        apply(sequence, changes);
      }
      if (block.has(EventKind.LIFECYCLE)) {
        resumed(block.key());
      }
      staged.durable(block.key(), block.height());
      call = woken();
    }
    call.run();
  }

  @Override
  public synchronized void restored(EntryRun segment) {
    segment.scan(
        0,
        (sequence, _, changes) -> {
          apply(sequence, changes);
          return true;
        });
  }

  private Runnable woken() {
    int head = table.head();
    if (head == TimerTable.NONE || table.at(head) >= looksAt) {
      return () -> {};
    }
    looksAt = Long.MIN_VALUE;
    return wake;
  }

  private void apply(long sequence, Bytes changes) {
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

  // While turns are in flight.

  /** It only knows the timers: whether they fire is asked then. */
  @Override
  public boolean waitsForHome() {
    return false;
  }

  @Override
  public Class<TimerChange> type() {
    return TimerChange.class;
  }

  @Override
  public synchronized void staged(Key actor, long height, List<PlacedEffect<TimerChange>> effects) {
    for (PlacedEffect<TimerChange> each : effects) {
      String name = each.effect().name();
      Long due = each.effect() instanceof TimerChange.Set(_, long at, _) ? at : null;
      int more = (due == null ? 0 : 1) - (due(actor, name) == null ? 0 : 1);
      staged.add(actor, name, new StagedTimers.Change(height, due, more));
    }
  }

  /**
   * A turn is about to be handed to the disk, with the effects that {@link #staged} tells after it:
   * if it is the last of a timer, that one does not fire again meanwhile.
   */
  public void staged(Block block) {
    if (!block.encodedEvents().getFirst().is(EventKind.TIMER)) {
      return;
    }
    Outcome outcome = block.header().outcome();
    if (block.event(0).data() instanceof EventData.Timer timer
        && (outcome instanceof Outcome.Returned || outcome instanceof Outcome.Rejected)) {
      Key key = block.key();
      synchronized (this) {
        int row = find(key, timer.timer());
        boolean own = row != TimerTable.NONE && table.spec(row) == TimerTable.NONE;
        staged.add(key, timer.timer(), new StagedTimers.Change(block.height(), null, own ? -1 : 0));
      }
    }
  }

  @Override
  public synchronized void dropped(Key actor, long height) {
    staged.dropped(actor, height);
  }

  // For guests.

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

  /**
   * When a timer that the guest set is due, turns in flight included; null if none of that name
   * waits.
   */
  synchronized @Nullable Long due(Key key, String name) {
    StagedTimers.Change last = staged.last(key, name);
    if (last != null) {
      return last.dueMillis();
    }
    int row = find(key, name);
    return row == TimerTable.NONE || !waits(row) ? null : (Long) table.due(row);
  }

  /** When each timer that the guest set is due, by name, turns in flight included. */
  SortedMap<String, Long> due(Key key) {
    SortedMap<String, Long> all = new TreeMap<>();
    List<DueTimer> rows = new ArrayList<>();
    Map<String, StagedTimers.Change> changed = new HashMap<>();
    synchronized (this) {
      int actor = actor(key);
      for (int row = actor == TimerTable.NONE ? TimerTable.NONE : table.first(actor);
          row != TimerTable.NONE;
          row = table.next(row)) {
        if (waits(row)) {
          rows.add(timer(row, table.due(row)));
        }
      }
      staged.each(key, changed::put);
    }
    for (DueTimer each : rows) {
      all.put(read(each).timer(), each.dueMillis());
    }
    changed.forEach((name, change) -> {
      if (change.dueMillis() == null) {
        all.remove(name);
      } else {
        all.put(name, change.dueMillis());
      }
    });
    return all;
  }

  /** How many timers the guest of {@code key} set that wait, turns in flight included. */
  synchronized int count(Key key) {
    int actor = actor(key);
    return (actor == TimerTable.NONE ? 0 : table.own(actor)) + staged.more(key);
  }

  /** How many timers the guests of {@code tenant} set that wait, turns in flight included. */
  synchronized int count(String tenant) {
    return byTenant.getOrDefault(TimerChanges.tenant(tenant), 0) + staged.more(tenant);
  }

  // For people.

  /** How many timers of the home wait. */
  public synchronized int count() {
    return table.count();
  }

  /**
   * The timers of {@code key} that wait as its durable blocks have it, the next one first.
   *
   * @param timers tells the timers of a manifest
   */
  public List<PendingTimer> of(Key key, ManifestTimers timers) {
    List<DueTimer> rows = new ArrayList<>();
    synchronized (this) {
      int actor = actor(key);
      for (int row = actor == TimerTable.NONE ? TimerTable.NONE : table.first(actor);
          row != TimerTable.NONE;
          row = table.next(row)) {
        rows.add(timer(row, table.due(row)));
      }
    }
    List<PendingTimer> all = new ArrayList<>();
    for (DueTimer each : rows) {
      EventData.Timer set = read(each);
      if (each.manifest() == null) {
        all.add(pending(set, each, each.dueMillis(), null));
      } else {
        Grid grid = timers.of(each.manifest()).get((int) set.index()).grid();
        long due = grid.next(each.dueMillis(), each.dueMillis()).orElse(Long.MAX_VALUE);
        all.add(pending(set, each, due, grid.text()));
      }
    }
    all.sort((a, b) -> {
      int order = Long.compare(a.dueMillis(), b.dueMillis());
      return order != 0 ? order : a.name().compareTo(b.name());
    });
    return all;
  }

  private static PendingTimer pending(
      EventData.Timer set, DueTimer timer, long due, @Nullable String grid) {
    Bytes body = Objects.requireNonNull(set.body());
    return new PendingTimer(
        set.timer(), set.height(), set.index(), due, body, timer.attempts(), grid);
  }

  /** Tells the timers of manifests. */
  @FunctionalInterface
  public interface ManifestTimers {
    /** Those of the manifest with this hash, which a chain names. May read the disk. */
    List<ManifestTimer> of(Hash manifest);
  }

  // For who fires them.

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

  /** What a look for due timers found. */
  public sealed interface Look {
    /** A timer is due, and is handed to its actor now. */
    record Due(DueTimer timer) implements Look {}

    /** The times of a manifest's timers are to be told by {@link #known} first. */
    record Unknown(Hash manifest) implements Look {}

    /** There is more to look at. */
    record More() implements Look {}

    /**
     * Nothing is due until then.
     *
     * @param millis the time; {@link Long#MAX_VALUE} if nothing waits
     */
    record Until(long millis) implements Look {}
  }

  /** Looks for the timer that is due first at {@code nowMillis}, and takes it. */
  public synchronized Look look(long nowMillis) {
    for (int i = 0; i < LOOKED_AT_MAX; i++) {
      int row = table.head();
      if (row == TimerTable.NONE || table.at(row) > nowMillis) {
        looksAt = row == TimerTable.NONE ? Long.MAX_VALUE : table.at(row);
        return new Look.Until(looksAt);
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
          return new Look.Unknown(specs.get(spec).manifest);
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
      return new Look.Due(
          new DueTimer(row, timer.sequence(), timer.event(), due, timer.attempts(), null));
    }
    return new Look.More();
  }

  /**
   * The times of the timers of {@code manifest} are known.
   *
   * @param timers those of the manifest; null if they cannot be told, and none of them fires
   */
  public synchronized void known(Hash manifest, @Nullable List<ManifestTimer> timers) {
    for (Spec spec : specs) {
      if (spec.manifest.equals(manifest) && spec.grid == null) {
        spec.grid =
            timers == null || spec.number >= timers.size()
                ? Grid.Never.NEVER
                : timers.get(spec.number).grid();
      }
    }
  }

  /** What its event says of a timer. Reads the disk. */
  public EventData.Timer read(DueTimer timer) {
    Block block = block(timer);
    Event event = block.event(timer.event());
    if (event.data() instanceof EventData.Timer set) {
      return set;
    }
    for (PlacedEffect<TimerChange> each : codec.of(block).of(TimerChange.class)) {
      if (each.index() == timer.event()
          && each.effect() instanceof TimerChange.Set(String name, long due, Bytes body)) {
        long number = ((EventData.Outbox) event.data()).callIndex();
        return new EventData.Timer(name, block.height(), number, due, body);
      }
    }
    throw new IllegalStateException(
        "event %d of block %d sets no timer".formatted(timer.event(), timer.sequence()));
  }

  /** Whose timer it is. Reads the disk. */
  public Key actor(DueTimer timer) {
    return block(timer).key();
  }

  private Block block(DueTimer timer) {
    return Objects.requireNonNull(blocks).apply(timer.sequence());
  }

  /**
   * The turn of a timer is about to begin: whether the timer still waits, turns in flight included.
   * On the thread of the turn.
   */
  public synchronized boolean begins(DueTimer timer, Key key, String name) {
    if (!stands(timer, Standing.HANDED) || staged.last(key, name) != null) {
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

  /**
   * A timer that was handed to its actor is to be looked at again.
   *
   * @param atMillis when; nothing changes if it fired meanwhile, or is gone
   */
  public void again(DueTimer timer, long atMillis) {
    Runnable call;
    synchronized (this) {
      if (stands(timer, Standing.HANDED, Standing.FIRING)) {
        int actor = table.actorOf(timer.row());
        table.until(timer.row(), atMillis);
        unblock(actor);
      }
      call = woken();
    }
    call.run();
  }

  /** Its actor does not run: a timer that was handed to it waits until it does. */
  public synchronized void held(DueTimer timer) {
    if (stands(timer, Standing.HANDED, Standing.FIRING)) {
      int actor = table.actorOf(timer.row());
      table.stand(timer.row(), Standing.HELD);
      unblock(actor);
    }
  }

  /** How many turns of a timer failed; 0 if it is gone. */
  public synchronized int attempts(DueTimer timer) {
    return table.is(timer.row(), timer.sequence(), timer.event()) ? table.attempts(timer.row()) : 0;
  }

  /** The timers of {@code key} that waited until it runs are looked at again. */
  public void runs(Key key) {
    Runnable call;
    synchronized (this) {
      resumed(key);
      call = woken();
    }
    call.run();
  }

  /** All timers that waited until their actors run are looked at again. */
  public void runs() {
    Runnable call;
    synchronized (this) {
      for (int row = 0; row < table.rows(); row++) {
        if (table.isUsed(row) && table.standing(row) == Standing.HELD) {
          lookAgain(row);
        }
      }
      call = woken();
    }
    call.run();
  }

  private void lookAgain(int row) {
    table.until(row, table.spec(row) == TimerTable.NONE ? table.due(row) : next(row));
  }

  private void resumed(Key key) {
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
