package dev.odeon.runtime.turn;

import dev.odeon.runtime.turn.GuestWork.Share;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a guest thread, in the order in which it gets one: the tenant first that has had
 * the least time for its weight, and of its actors the one that has had the least. Not safe for
 * threads: the {@link Scheduler} guards it.
 *
 * <p>Time is counted on a clock of its own for each tenant, divided by its weight: the virtual time
 * of fair queueing. Whoever was idle begins where the others stand, so nobody saves time up; who
 * took more than its share waits until the others have had theirs, an actor for at most {@value
 * #DEBT_NANOS} ns of each other one. While a slice runs, its tenant is expected to have had {@value
 * #SLICE_NANOS} ns more.
 *
 * <p>A run that gives way in the middle of its slice waits for the next turn of its tenant, before
 * what has not begun: so a tenant has no more runs begun than it has had guest threads at a time.
 *
 * <p>GuestWork that is urgent (a stop, whatever a parked guest waits for) goes before all of that.
 */
final class ReadyQueue {
  /** How much more than the others of its tenant an actor can have had. */
  static final long DEBT_NANOS = 100_000_000;

  /** What a slice takes, until it is known. */
  static final long SLICE_NANOS = 5_000_000;

  private static final Comparator<Share> BY_TIME =
      Comparator.<Share>comparingLong(share -> share.virtual)
          .thenComparingLong(share -> share.number);
  private static final Comparator<Tenant> BY_TURN =
      Comparator.comparingLong(Tenant::expected).thenComparingLong(tenant -> tenant.last);
  private static final Comparator<Tenant> BY_HAD =
      Comparator.<Tenant>comparingLong(tenant -> tenant.virtual)
          .thenComparing(tenant -> tenant.name);

  private final Deque<GuestWork> urgent = new ArrayDeque<>();
  private final Map<String, Tenant> tenants = new HashMap<>();

  /** The tenants whose work waits for its share, and that may have another run. */
  private final TreeSet<Tenant> waiting = new TreeSet<>(BY_TURN);

  /** Those, and the ones whose work runs. */
  private final TreeSet<Tenant> active = new TreeSet<>(BY_HAD);

  /** From 1 on, since a tenant that never had a turn has 0. */
  private long numbers = 1;

  /** How far those have come that use their share: who wants less than that saves nothing up. */
  private long floor;

  /** A tenant that has work, waiting or running. */
  private static final class Tenant {
    private final String name;
    private final TreeSet<Share> shares = new TreeSet<>(BY_TIME);

    /** What gave way in the middle of its slice. */
    private final Deque<PausedRun> paused = new ArrayDeque<>();

    private long virtual;
    private long floor;
    private int weight = 1;
    private int running;

    /** How many of those that run are parked. */
    private int parked;

    /** How many runs it has beside its work: on threads of others. */
    private int besides;

    private int runsMax = Integer.MAX_VALUE;

    /** When it had its last turn, or came: no two have the same. */
    private long last;

    Tenant(String name) {
      this.name = name;
    }

    /** The time it will have had when what runs of it ends. */
    private long expected() {
      return virtual + running * SLICE_NANOS / weight;
    }

    /** How many runs it has that are not parked, and did not give way. */
    private int runs() {
      return running - parked + besides;
    }

    private boolean mayRun() {
      return runs() < runsMax;
    }

    private boolean waits() {
      return !shares.isEmpty() || !paused.isEmpty();
    }

    private boolean isIdle() {
      return running == 0 && !waits();
    }
  }

  /** The rest of a slice whose run gave way. */
  record PausedRun(Share share, Thread thread) implements GuestWork {
    @Override
    public void run() {
      throw new IllegalStateException("it goes on by itself, on its own thread");
    }
  }

  /** From now on {@code tenant} has {@code weight} times the share of one of weight 1. */
  void weight(String tenant, int weight) {
    change(tenant(tenant), changed -> changed.weight = weight);
  }

  /** From now on {@code tenant} has at most {@code most} runs at a time, but for what is urgent. */
  void runsMax(String tenant, int most) {
    change(tenant(tenant), changed -> changed.runsMax = most);
  }

  /** From now on nobody's runs are limited. */
  void lift() {
    tenants.keySet().forEach(tenant -> runsMax(tenant, Integer.MAX_VALUE));
  }

  /** How many runs {@code named} has. */
  int running(String named) {
    Tenant tenant = tenants.get(named);
    return tenant == null ? 0 : tenant.runs();
  }

  /** The tenant of {@code work}, which runs, has so many more of its runs parked. */
  void parked(GuestWork work, int more) {
    change(tenant(work.share().tenant), changed -> changed.parked += more);
  }

  /** Whether the tenant of {@code work} may have another run. */
  boolean mayRun(GuestWork work) {
    return tenant(work.share().tenant).mayRun();
  }

  /** {@code named} has a run beside its work; false if it has as many as it may. */
  boolean beginBesides(String named) {
    Tenant tenant = tenant(named);
    if (!tenant.mayRun()) {
      return false;
    }
    change(tenant, changed -> changed.besides++);
    return true;
  }

  /** Such a run ended. */
  void endBesides(String named) {
    change(tenant(named), changed -> changed.besides--);
  }

  boolean isEmpty() {
    return urgent.isEmpty() && waiting.isEmpty();
  }

  /** Queues {@code work}, once; false if it waits already, or runs and is queued then. */
  boolean add(GuestWork work) {
    Share share = work.share();
    boolean queues = !share.runs && share.waits == null;
    if (share.runs) {
      share.again = true;
    } else if (queues) {
      enqueue(work);
    }
    return queues;
  }

  /** Moves {@code work} before all that is not urgent, if it waits or will; whether it waits. */
  boolean hasten(GuestWork work) {
    if (work.share().waits != null || work.share().again) {
      boolean _ = addUrgent(work);
    }
    return work.share().waits != null;
  }

  /** Queues {@code work} before all that is not urgent, or moves it there; false as above. */
  boolean addUrgent(GuestWork work) {
    Share share = work.share();
    if (share.isUrgent) {
      return false;
    }
    share.isUrgent = true;
    if (share.runs) {
      share.again = true;
      return false;
    }
    boolean queues = share.waits == null;
    if (!queues) {
      leave(share);
    }
    share.waits = work;
    urgent.addLast(work);
    return queues;
  }

  /** Takes out the next one, whose slice begins; null if none waits. */
  @Nullable GuestWork poll() {
    GuestWork next = urgent.pollFirst();
    if (next != null) {
      next.share().isUrgent = false;
    } else if (waiting.isEmpty()) {
      return null;
    } else {
      Tenant tenant = waiting.first();
      floor = Math.max(floor, tenant.virtual);
      PausedRun begun = tenant.paused.peekFirst();
      if (begun != null) {
        goesOn(begun);
        return begun;
      }
      Share share = tenant.shares.first();
      tenant.floor = Math.max(tenant.floor, share.virtual);
      next = share.waits;
      leave(share);
      change(tenant, turn -> turn.last = numbers++);
    }
    GuestWork work = Objects.requireNonNull(next);
    work.share().waits = null;
    begin(work.share());
    return work;
  }

  /**
   * A slice of {@code work} begins that was not queued; false if it waits or runs already, and may
   * not.
   */
  boolean begin(GuestWork work) {
    Share share = work.share();
    if (share.runs || share.waits != null) {
      return false;
    }
    begin(share);
    return true;
  }

  private void begin(Share share) {
    Tenant tenant = active(share);
    share.runs = true;
    change(tenant, begun -> begun.running++);
  }

  /**
   * Whether {@code work}, which has taken {@code nanos} that are not charged yet, is over its
   * tenant's share, and another tenant's work waits.
   */
  boolean isOverShare(GuestWork work, long nanos) {
    Tenant own = tenant(work.share().tenant);
    long others = own.running - (work.share().runs ? 1 : 0);
    long charged = own.isIdle() ? Math.max(own.virtual, floor) : own.virtual;
    long had = charged + (others * SLICE_NANOS + nanos) / own.weight;
    GuestWork first = urgent.peekFirst();
    if (first != null && isBehind(tenant(first.share().tenant), own, had)) {
      return true;
    }
    // Its own tenant may come first there, since what runs is not charged yet.
    for (Tenant other : waiting) {
      if (other != own) {
        return isBehind(other, own, had);
      }
    }
    return false;
  }

  private static boolean isBehind(Tenant other, Tenant own, long had) {
    return other != own && other.expected() < had;
  }

  /** The slice of {@code work}, which took {@code nanos} so far, waits for its tenant's turn. */
  PausedRun giveWay(GuestWork work, Thread thread, long nanos) {
    PausedRun rest = new PausedRun(work.share(), thread);
    Tenant tenant = tenant(work.share().tenant);
    charge(work.share(), tenant, nanos);
    tenant.paused.addLast(rest);
    queue(tenant);
    return rest;
  }

  /** The slice that gave way goes on, if it is its tenant's turn or not. */
  void goesOn(PausedRun rest) {
    Tenant tenant = tenant(rest.share.tenant);
    tenant.paused.remove(rest);
    change(
        tenant,
        turn -> {
          turn.last = numbers++;
          turn.running++;
        });
    left(tenant);
  }

  /** What a slice took, which ends or gives way. */
  private void charge(Share share, Tenant tenant, long nanos) {
    long took = Math.max(0, nanos);
    share.virtual += took;
    change(
        tenant,
        ended -> {
          ended.running--;
          ended.virtual = Math.max(ended.virtual + took / ended.weight, floor - DEBT_NANOS);
        });
    floor = Math.max(floor, active.first().virtual);
  }

  /**
   * The slice of {@code work} is over, and took {@code nanos}. Whether it has more to do, and waits
   * again.
   */
  boolean ended(GuestWork work, long nanos) {
    Share share = work.share();
    Tenant tenant = tenant(share.tenant);
    share.runs = false;
    charge(share, tenant, nanos);
    boolean more = share.again;
    share.again = false;
    if (more && share.isUrgent) {
      share.waits = work;
      urgent.addLast(work);
    } else if (more) {
      enqueue(work);
    }
    idle(tenant);
    return more;
  }

  /** Changes where a tenant stands. */
  private void change(Tenant tenant, Consumer<Tenant> to) {
    waiting.remove(tenant);
    boolean isActive = active.remove(tenant);
    to.accept(tenant);
    if (isActive) {
      active.add(tenant);
    }
    queue(tenant);
  }

  /** Queues {@code tenant} if something of it waits for its share, and may run. */
  private void queue(Tenant tenant) {
    if (tenant.waits() && tenant.mayRun()) {
      waiting.add(tenant);
    }
  }

  /** Takes what waits for its share out. */
  private void leave(Share share) {
    Tenant tenant = tenant(share.tenant);
    tenant.shares.remove(share);
    share.waits = null;
    left(tenant);
  }

  /** Something of {@code tenant} waits no more. */
  private void left(Tenant tenant) {
    if (!tenant.waits()) {
      waiting.remove(tenant);
    }
    idle(tenant);
  }

  private void idle(Tenant tenant) {
    if (tenant.isIdle()) {
      active.remove(tenant);
    }
  }

  private void enqueue(GuestWork work) {
    Share share = work.share();
    Tenant tenant = active(share);
    share.virtual = Math.clamp(share.virtual, tenant.floor, tenant.floor + DEBT_NANOS);
    share.number = numbers++;
    share.waits = work;
    tenant.shares.add(share);
    queue(tenant);
  }

  private Tenant tenant(String named) {
    return tenants.computeIfAbsent(named, Tenant::new);
  }

  /** The tenant of {@code share}, which begins where the others stand if it was idle. */
  private Tenant active(Share share) {
    Tenant tenant = tenant(share.tenant);
    if (tenant.isIdle()) {
      tenant.virtual = Math.max(tenant.virtual, floor);
      tenant.last = numbers++;
      active.add(tenant);
    }
    return tenant;
  }
}
