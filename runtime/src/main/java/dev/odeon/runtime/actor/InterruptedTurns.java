package dev.odeon.runtime.actor;

import dev.odeon.base.ErrorText;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.RefusedException;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.PreparedBlock;
import dev.odeon.runtime.turn.Turn;
import dev.odeon.runtime.turn.TurnRecovery;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns of one actor that were broken off after they intended something outside: runs them again
 * before the actor does anything else. Used by the thread that runs the actor, but for {@link
 * #resumeSoon}.
 */
final class InterruptedTurns {
  private final TurnWriter writer;
  private final TurnRecovery recovery;
  private final Pauses pauses;
  private final Threads threads;
  private final Actor actor;
  private final Mailbox<ActorTask> mailbox;
  private final InFlightTurns inFlight;

  /** Whether a task to run one again waits in the mailbox: there is at most one. */
  private final AtomicBoolean queued = new AtomicBoolean();

  /** Whether it failed when it last ran again. */
  private boolean stuck;

  InterruptedTurns(
      TurnWriter writer,
      TurnRecovery recovery,
      Pauses pauses,
      Threads threads,
      Actor actor,
      Mailbox<ActorTask> mailbox,
      InFlightTurns inFlight) {
    this.writer = writer;
    this.recovery = recovery;
    this.pauses = pauses;
    this.threads = threads;
    this.actor = actor;
    this.mailbox = mailbox;
    this.inFlight = inFlight;
  }

  /**
   * Before anything else: runs the turn again that was broken off at the height where the actor
   * stands, if one was. When this returns, its block is durable.
   *
   * @param task what the actor is to do next
   * @param first whether the actor is not in memory: only then can there be one
   */
  void resume(ActorTask task, boolean first) {
    if (task instanceof ActorTask.Resume) {
      queued.set(false);
    }
    if (!first || task instanceof ActorTask.Leave || !writer.isIntending(actor.key())) {
      return;
    }
    if (writer.isClosing()) {
      throw new RefusedException(TurnWriter.CLOSED);
    }
    if (pauses.isHeld(actor.key())) {
      throw new ActorException(
          ActorException.Reason.PAUSED,
          "a turn of %s that did something outside was broken off, and goes on once the actor is resumed: %s"
              .formatted(actor.key(), Pauses.HOME));
    }
    try {
      TurnRecovery.Interrupted interrupted = recovery.find(actor, actor.state().loaded());
      if (interrupted != null) {
        finish(interrupted, stuck && task instanceof ActorTask.Stop);
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
  private void finish(TurnRecovery.Interrupted interrupted, boolean last) {
    PreparedBlock next;
    try {
      next = interrupted.run();
    } catch (RuntimeException | Error e) {
      if (!last) {
        throw e;
      }
      next = interrupted.givenUp();
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
    Pending<Answer> answer = new Pending<>(threads);
    writer.submit(List.of(actor.state().advance(next, new ActorTask.Resume(answer))));
    if (answer.await() instanceof Answer.Refused(String reason)) {
      throw new RefusedException(reason);
    }
  }

  /** Made when it is first needed: most homes never log here. */
  private static final class Alarm {
    private static final System.Logger LOGGER =
        System.getLogger(InterruptedTurns.class.getPackageName());
  }

  /** What waits is not worth a try each: it would fail as the one before it. */
  private void refuseWaiting(Throwable failure) {
    String reason = "a turn that was broken off cannot go on yet: " + ErrorText.of(failure);
    for (ActorTask waiting : mailbox.takeMessages()) {
      switch (waiting) {
        case ActorTask.Leave _ -> {
          boolean _ = actor.last(waiting);
        }
        case ActorTask.Resume _ -> {
          queued.set(false);
          waiting.refuse(reason);
        }
        case ActorTask.Take take when failure instanceof ActorException e -> take.answer().fail(e);
        default -> waiting.refuse(reason);
      }
    }
  }

  /**
   * A turn that intended something outside is not forgotten with what is in memory: it runs again
   * before any other.
   */
  void putBack(ActorTask task) {
    if (writer.isIntending(actor.key())) {
      inFlight.markDirty();
      if (!stuck) {
        resumeSoon(task);
      }
    }
  }

  /** Whether none waits to be run again, so that nothing is lost with this. */
  boolean isQuiet() {
    return !stuck && !queued.get();
  }

  void resumeSoon(ActorTask instead) {
    // Once: where that fails too, the next task, or the next process, tries again.
    if (!(instead instanceof ActorTask.Resume) && queued.compareAndSet(false, true)) {
      actor.again(new ActorTask.Resume(new Pending<>(threads)));
    }
  }
}
