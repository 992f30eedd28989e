package dev.odeon.runtime.turn;

import dev.odeon.base.Clock;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.engine.GuestRun;
import dev.odeon.engine.OverloadedException;
import dev.odeon.engine.RunPacing;
import dev.odeon.host.capability.Parking;
import dev.odeon.runtime.RunPlace;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The guests that are parked: in host calls, at most so many, holding at most half of the memory of
 * all guests; and, as at most half of those, where their tenants had more than their share and
 * others wait. Any thread; guarded by its own monitor, which is never held over a port call.
 */
public final class GuestParking implements Parking, RunPacing {
  /** No run lasts longer. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Threads threads;
  private final Clock clock;
  private final Scheduler scheduler;
  private final int most;
  private final long bytesMax;
  private final Set<ParkedGuest> places = new LinkedHashSet<>();
  private long bytes;

  /** Of those, the ones that gave way. */
  private int away;

  private long awayBytes;

  /**
   * Of the guests that {@code scheduler} runs.
   *
   * @param memoryBytes what all guests may hold
   * @param most how many may be parked
   */
  public GuestParking(Ports ports, Scheduler scheduler, long memoryBytes, int most) {
    this.threads = ports.threads();
    this.clock = ports.clock();
    this.scheduler = scheduler;
    this.most = most;
    this.bytesMax = memoryBytes / 2;
  }

  @Override
  public Entry park(GuestRun run) {
    ParkedGuest place = new ParkedGuest(run);
    synchronized (this) {
      if (places.size() - away >= most) {
        return new Overloaded(
            "overloaded: " + places.size() + " guests wait in host calls already");
      }
      if (place.held > bytesMax - bytes) {
        return new Overloaded(
            "overloaded: the guests that wait in host calls hold half of the memory of all guests");
      }
      places.add(place);
      bytes += place.held;
    }
    if (place.hasPlace && !scheduler.park()) {
      leave(place);
      return new Overloaded("overloaded: there is no thread for another guest");
    }
    return place;
  }

  @Override
  public boolean mustGiveWay(GuestRun run) {
    return scheduler.mustGiveWay();
  }

  /** Goes on at once where too many are parked already: host calls that block need room, too. */
  @Override
  public void giveWay(GuestRun run) {
    giveWay(run, () -> scheduler.giveWay(run::stopping));
  }

  /** The same for a run that waits in its own way, until it is woken or is to stop. */
  void giveWay(GuestRun run, Runnable wait) {
    ParkedGuest place = placeToGiveWay(run);
    if (place != null) {
      try {
        run.onStop(place::wake);
        wait.run();
      } finally {
        isBack(place);
      }
    }
  }

  /** For runs of {@code tenant} on this thread, which is no guest thread. */
  public RunPlace borrow(String tenant) {
    return new BorrowedPlace(this, scheduler, clock, threads, tenant);
  }

  private synchronized @Nullable ParkedGuest placeToGiveWay(GuestRun run) {
    ParkedGuest place = new ParkedGuest(run);
    // So many may be parked in host calls beside them, whoever they are of.
    if (away >= most / 2
        || place.held > bytesMax / 2 - awayBytes
        || place.held > bytesMax - bytes) {
      return null;
    }
    places.add(place);
    bytes += place.held;
    away++;
    awayBytes += place.held;
    return place;
  }

  private synchronized void isBack(ParkedGuest place) {
    away--;
    awayBytes -= place.held;
    leave(place);
  }

  private synchronized void leave(ParkedGuest place) {
    if (places.remove(place)) {
      bytes -= place.held;
    }
  }

  /** How many guests are parked. */
  synchronized int count() {
    return places.size();
  }

  private final class ParkedGuest implements Place {
    private final GuestRun run;
    private final Thread thread = Thread.currentThread();

    /** What it holds of the memory of all guests. */
    private final long held;

    /** Whether its thread has a place that it gives away. */
    private final boolean hasPlace = scheduler.isWorker();

    ParkedGuest(GuestRun run) {
      this.run = run;
      this.held = run.heldBytes();
    }

    private void wake() {
      threads.unpark(thread);
    }

    @Override
    public Waited await(Pending<?> result, Duration atMost) {
      result.whenDone((_, _) -> wake());
      run.onStop(this::wake);
      Duration most = atMost.compareTo(LONGEST) > 0 ? LONGEST : atMost;
      long deadline = clock.nanos() + most.toNanos();
      while (true) {
        if (result.isDone()) {
          return Waited.DONE;
        }
        if (run.stopping()) {
          return Waited.STOPPED;
        }
        if (scheduler.isClosed()) {
          throw new OverloadedException("the actors are closing: the turn runs again later");
        }
        long left = deadline - clock.nanos();
        if (left <= 0) {
          return Waited.TIME;
        }
        threads.parkNanos(Math.min(left, Math.max(1, run.nanosLeft())));
      }
    }

    @Override
    public Waited sleep(Duration time) {
      return await(new Pending<>(threads), time);
    }

    @Override
    public void close() {
      leave(this);
      if (hasPlace) {
        scheduler.unpark();
      }
    }
  }
}
