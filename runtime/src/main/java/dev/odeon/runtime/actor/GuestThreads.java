package dev.odeon.runtime.actor;

import dev.odeon.base.Pending;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.turn.GuestWork;
import java.util.function.Supplier;

/** Runs work for who has not the stack for guests, or must take turns with them. Any thread. */
final class GuestThreads {
  private final ActorTable table;

  GuestThreads(ActorTable table) {
    this.table = table;
  }

  /**
   * What {@code work} returns on a guest thread, in the turn of {@code tenant}. Blocks.
   *
   * @throws ActorException if they are closing, or the host failed
   */
  <T> T run(String tenant, Supplier<T> work) {
    Pending<T> result = new Pending<>(table.ports().threads());
    Runnable run =
        () -> {
          try {
            result.complete(work.get());
          } catch (RuntimeException e) {
            result.fail(e);
          } catch (Error e) {
            result.fail(
                new ActorException(ActorException.Reason.FAILED, "the host failed: " + e, e));
          }
        };
    if (!table.scheduler().ready(GuestWork.of(tenant, run))) {
      throw TurnWriter.closed();
    }
    return result.await();
  }
}
