package dev.odeon.runtime;

import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The turns of one actor, lent to somebody who takes turns of several in one commit. While it is
 * lent, the borrower's thread is the owner of what else belongs to the guest thread that runs the
 * actor, and none runs it; no guest thread waits meanwhile.
 */
final class Loan {
  private enum State {
    ASKED,
    LENT,
    OVER
  }

  private final Actor actor;
  private final AtomicReference<State> state = new AtomicReference<>(State.ASKED);
  private final Pending<Loan> taken;

  Loan(Actor actor, Threads threads) {
    this.actor = actor;
    this.taken = new Pending<>(threads);
  }

  Actor actor() {
    return actor;
  }

  /** This loan, once the actor is lent; fails with a {@link NotTakenException} if it never is. */
  Pending<Loan> taken() {
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
    if (state.compareAndSet(State.ASKED, State.OVER)) {
      taken.fail(new NotTakenException(reason));
    }
  }

  /** On the borrower's thread: the loan is over, whether the actor was lent yet or not. */
  void end() {
    if (state.getAndSet(State.OVER) == State.LENT) {
      actor.goOn();
    }
  }
}
