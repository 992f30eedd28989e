package dev.odeon.runtime.turn;

import dev.odeon.base.Clock;
import dev.odeon.base.Threads;
import dev.odeon.engine.GuestRun;
import dev.odeon.engine.RunPacing;
import dev.odeon.runtime.RunPlace;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The place of a guest thread that runs on another thread have, once they must give way to others:
 * a guest thread lends it, and waits meanwhile. So they take their turns with all other work of
 * their tenant and of other tenants. Before that they run beside the guest threads; it is made once
 * they have done so for {@link RunPacing#SLICE}.
 *
 * <p>Owned by the thread that made it.
 */
final class BorrowedPlace implements GuestWork, RunPlace {
  private final GuestParking parking;
  private final Scheduler scheduler;
  private final Clock clock;
  private final Threads threads;
  private final Share share;
  private final Thread owner = Thread.currentThread();
  private final AtomicReference<State> state = new AtomicReference<>(State.NONE);

  /** Since when its time is not charged. */
  private long sinceNanos;

  private volatile @Nullable Thread lender;

  private enum State {
    NONE,
    ASKED,
    LENT
  }

  BorrowedPlace(
      GuestParking parking, Scheduler scheduler, Clock clock, Threads threads, String tenant) {
    this.parking = parking;
    this.scheduler = scheduler;
    this.clock = clock;
    this.threads = threads;
    this.share = new Share(tenant);
    this.sinceNanos = clock.nanos() - RunPacing.SLICE.toNanos();
  }

  @Override
  public Share share() {
    return share;
  }

  @Override
  public boolean mustGiveWay() {
    return scheduler.isOverShare(this, clock.nanos() - sinceNanos);
  }

  @Override
  public void giveWay(GuestRun run, Runnable leaves) {
    parking.giveWay(
        run,
        () -> {
          leaves.run();
          await(run::stopping);
        });
  }

  private void await(BooleanSupplier stops) {
    if (!giveBack()) {
      scheduler.took(this, clock.nanos() - sinceNanos);
    }
    state.set(State.ASKED);
    boolean willRun = scheduler.ready(this);
    while (willRun && state.get() == State.ASKED && !stops.getAsBoolean()) {
      threads.park();
    }
    state.compareAndSet(State.ASKED, State.NONE);
    sinceNanos = clock.nanos();
  }

  private boolean giveBack() {
    boolean had = state.compareAndSet(State.LENT, State.NONE);
    Thread lends = lender;
    if (had && lends != null) {
      threads.unpark(lends);
    }
    return had;
  }

  /** On a guest thread: lends its place, unless nobody waits for it any more. */
  @Override
  public void run() {
    lender = Thread.currentThread();
    if (state.compareAndSet(State.ASKED, State.LENT)) {
      threads.unpark(owner);
      while (state.get() == State.LENT) {
        threads.park();
      }
    }
  }

  @Override
  public void close() {
    boolean _ = giveBack();
  }
}
