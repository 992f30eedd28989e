package dev.odeon.runtime.actor;

import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import dev.odeon.runtime.RefusedException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The turns of one actor, lent to somebody who takes turns of several in one commit. While it is
 * lent, the borrower's thread is the owner of what else belongs to the guest thread that runs the
 * actor, and none runs it; no guest thread waits meanwhile.
 */
final class ActorLease {
  private enum State {
    ASKED,
    LENT,
    OVER
  }

  private final Actor actor;
  private final AtomicReference<State> state = new AtomicReference<>(State.ASKED);
  private final Pending<ActorLease> taken;

  ActorLease(Actor actor, Threads threads) {
    this.actor = actor;
    this.taken = new Pending<>(threads);
  }

  Actor actor() {
    return actor;
  }

  /** This lease, once the actor is lent; fails with a {@link RefusedException} if it never is. */
  Pending<ActorLease> taken() {
    return taken;
  }

  /**
   * On the guest thread that runs the actor: lends it, unless nobody waits for that any more. If it
   * is lent, the thread must not touch it again.
   */
  boolean lend() {
    boolean lent = state.compareAndSet(State.ASKED, State.LENT);
    if (lent) {
      taken.complete(this);
    }
    return lent;
  }

  /** Tells the borrower that it does not get the actor. */
  void refuse(String reason) {
    fail(new RefusedException(reason));
  }

  /** The same for a reason that the borrower may decide on. */
  void fail(RuntimeException cause) {
    if (state.compareAndSet(State.ASKED, State.OVER)) {
      taken.fail(cause);
    }
  }

  /** On the borrower's thread: the lease is over, whether the actor was lent yet or not. */
  void end() {
    if (state.getAndSet(State.OVER) == State.LENT) {
      actor.goOn();
    }
  }
}
