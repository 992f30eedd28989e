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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final EntryIndex entries = EntryIndex.keepingAll();
  private final EffectCodec codec;
  private volatile @Nullable LongFunction<Block> blocks;

  private final WaitingTimers waiting = new WaitingTimers();
  private final StagedTimers staged = new StagedTimers();

  /** Until when nobody looks; what is due before that needs {@link #wake}. */
  private long looksAt = Long.MAX_VALUE;

  private Runnable wake = () -> {};

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
        waiting.apply(sequence, changes);
      }
      if (block.has(EventKind.LIFECYCLE)) {
        waiting.resumed(block.key());
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
          waiting.apply(sequence, changes);
          return true;
        });
  }

  private Runnable woken() {
    if (waiting.nextMillis() >= looksAt) {
      return () -> {};
    }
    looksAt = Long.MIN_VALUE;
    return wake;
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
        boolean own = waiting.isGuests(key, timer.timer());
        staged.add(key, timer.timer(), new StagedTimers.Change(block.height(), null, own ? -1 : 0));
      }
    }
  }

  @Override
  public synchronized void dropped(Key actor, long height) {
    staged.dropped(actor, height);
  }

  // For guests.

  /**
   * When a timer that the guest set is due, turns in flight included; null if none of that name
   * waits.
   */
  synchronized @Nullable Long due(Key key, String name) {
    StagedTimers.Change last = staged.last(key, name);
    if (last != null) {
      return last.dueMillis();
    }
    return waiting.due(key, name);
  }

  /** When each timer that the guest set is due, by name, turns in flight included. */
  SortedMap<String, Long> due(Key key) {
    SortedMap<String, Long> all = new TreeMap<>();
    List<DueTimer> rows;
    Map<String, StagedTimers.Change> changed = new HashMap<>();
    synchronized (this) {
      rows = waiting.guests(key);
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
    return waiting.count(key) + staged.more(key);
  }

  /** How many timers the guests of {@code tenant} set that wait, turns in flight included. */
  public synchronized int count(String tenant) {
    return waiting.count(tenant) + staged.more(tenant);
  }

  // For people.

  /** How many timers of the home wait. */
  public synchronized int count() {
    return waiting.count();
  }

  /**
   * The timers of {@code key} that wait as its durable blocks have it, the next one first.
   *
   * @param timers tells the timers of a manifest
   */
  public List<PendingTimer> of(Key key, ManifestTimers timers) {
    List<DueTimer> rows;
    synchronized (this) {
      rows = waiting.all(key);
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

  /** Whether one is to be looked at by now. */
  public synchronized boolean isDue(long nowMillis) {
    return waiting.nextMillis() <= nowMillis;
  }

  /** Looks for the timer that is due first at {@code nowMillis}, and takes it. */
  public synchronized Look look(long nowMillis) {
    Look found = waiting.look(nowMillis);
    if (found instanceof Look.Until(long millis)) {
      looksAt = millis;
    }
    return found;
  }

  /**
   * The times of the timers of {@code manifest} are known.
   *
   * @param timers those of the manifest; null if they cannot be told, and none of them fires
   */
  public synchronized void known(Hash manifest, @Nullable List<ManifestTimer> timers) {
    waiting.known(manifest, timers);
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
    return staged.last(key, name) == null && waiting.begins(timer);
  }

  /**
   * A timer that was handed to its actor is to be looked at again.
   *
   * @param atMillis when; nothing changes if it fired meanwhile, or is gone
   */
  public void again(DueTimer timer, long atMillis) {
    Runnable call;
    synchronized (this) {
      waiting.again(timer, atMillis);
      call = woken();
    }
    call.run();
  }

  /** Its actor does not run: a timer that was handed to it waits until it does. */
  public synchronized void held(DueTimer timer) {
    waiting.held(timer);
  }

  /** How many turns of a timer failed; 0 if it is gone. */
  public synchronized int attempts(DueTimer timer) {
    return waiting.attempts(timer);
  }

  /** The timers of {@code key} that waited until it runs are looked at again. */
  public void runs(Key key) {
    Runnable call;
    synchronized (this) {
      waiting.resumed(key);
      call = woken();
    }
    call.run();
  }

  /** All timers that waited until their actors run are looked at again. */
  public void runs() {
    Runnable call;
    synchronized (this) {
      waiting.resumed();
      call = woken();
    }
    call.run();
  }
}
