package dev.odeon.runtime;

import dev.odeon.base.Pending;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns of one actor that were broken off after they intended something outside: runs them again
 * before the actor does anything else. Used by the thread that runs the actor, but for {@link
 * #resumeSoon}.
 */
final class BrokenOff {
  private final Node node;
  private final Actor actor;
  private final Mailbox<Order> mailbox;
  private final Unsettled unsettled;

  /** Whether an order to run one again waits in the mailbox: there is at most one. */
  private final AtomicBoolean queued = new AtomicBoolean();

  /** Whether it failed when it last ran again. */
  private boolean stuck;

  BrokenOff(Node node, Actor actor, Mailbox<Order> mailbox, Unsettled unsettled) {
    this.node = node;
    this.actor = actor;
    this.mailbox = mailbox;
    this.unsettled = unsettled;
  }

  /**
   * Before anything else: runs the turn again that was broken off at the height where the actor
   * stands, if one was. When this returns, its block is durable.
   *
   * @param order what the actor is to do next
   * @param first whether the actor is not in memory: only then can there be one
   */
  void resume(Order order, boolean first) {
    if (order instanceof Order.Resume) {
      queued.set(false);
    }
    if (!first || order instanceof Order.Leave || !node.chains().isIntending(actor.key())) {
      return;
    }
    if (node.closing().get()) {
      throw new NotTakenException(Actors.CLOSED);
    }
    try {
      Resumption brokenOff = Resumption.of(node, actor, actor.loaded());
      if (brokenOff != null) {
        finish(brokenOff, stuck && order instanceof Order.Stop);
      }
      stuck = false;
    } catch (RuntimeException | Error e) {
      stuck = true;
      Alarm.LOGGER.log(
          System.Logger.Level.WARNING,
          "a turn of %s that did something outside was broken off, and cannot go on yet: %s"
              .formatted(actor.key(), e));
      refuseWaiting(e);
      throw e;
    }
  }

  /**
   * Ends a turn that was broken off, and waits until that is durable.
   *
   * @param last whether it is given up if it fails once more
   */
  private void finish(Resumption brokenOff, boolean last) {
    NextBlock next;
    try {
      next = brokenOff.run();
    } catch (RuntimeException | Error e) {
      if (!last) {
        throw e;
      }
      next = brokenOff.givenUp();
    }
    if (Turn.isDiverged(next.turn().outcome())) {
      Alarm.LOGGER.log(
          System.Logger.Level.ERROR,
          "a turn of %s had an effect outside and could not be continued as it began: see its block %d"
              .formatted(actor.key(), next.block().height()));
    }
    Guest guest = next.after().guest();
    if (guest != null) {
      mailbox.capacity(guest.mailboxCapacity());
    }
    Pending<Answer> answer = new Pending<>(node.ports().threads());
    JointCommit.of(actor.enter(next, new Order.Resume(answer))).submit(node);
    if (answer.await() instanceof Answer.NotTaken(String reason)) {
      throw new NotTakenException(reason);
    }
  }

  /** Made when it is first needed: most homes never log here. */
  private static final class Alarm {
    private static final System.Logger LOGGER = System.getLogger(BrokenOff.class.getPackageName());
  }

  /** What waits is not worth a try each: it would fail as the one before it. */
  private void refuseWaiting(Throwable failure) {
    String reason = "a turn that was broken off cannot go on yet: " + failure.getMessage();
    for (Order waiting : mailbox.takeMessages()) {
      switch (waiting) {
        case Order.Leave _ -> actor.orderLast(waiting);
        case Order.Resume _ -> {
          queued.set(false);
          waiting.refuse(reason);
        }
        case Order.Take take when failure instanceof ActorException e -> take.answer().fail(e);
        default -> waiting.refuse(reason);
      }
    }
  }

  /**
   * A turn that intended something outside is not forgotten with what is in memory: it runs again
   * before any other.
   */
  void putBack(Order order) {
    if (node.chains().isIntending(actor.key())) {
      unsettled.doubt();
      if (!stuck) {
        resumeSoon(order);
      }
    }
  }

  void resumeSoon(Order instead) {
    // Once: where that fails too, the next order, or the next process, tries again.
    if (!(instead instanceof Order.Resume) && queued.compareAndSet(false, true)) {
      actor.orderLast(new Order.Resume(new Pending<>(node.ports().threads())));
    }
  }
}
