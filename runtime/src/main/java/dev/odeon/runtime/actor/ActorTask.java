package dev.odeon.runtime.actor;

import dev.odeon.base.Clock;
import dev.odeon.base.ErrorText;
import dev.odeon.base.Pending;
import dev.odeon.chain.Content;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.chain.Head;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.timer.PendingTimer;
import dev.odeon.runtime.timer.TimerEvents;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.LoadedActor;
import dev.odeon.runtime.turn.TurnRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What an actor's mailbox holds: something to be done on its next turn. */
sealed interface ActorTask {
  /** Where what came of it is told. */
  Pending<Answer> answer();

  /** In which lane of the mailbox it waits, if it does in one. */
  default Lane lane() {
    return Lane.NORMAL;
  }

  /** Tells that nothing came of it, for {@code reason}. */
  default void refuse(String reason) {
    answer().complete(new Answer.Refused(reason));
  }

  /** Tells that nothing came of it, and why. */
  default void fail(RuntimeException cause) {
    answer().fail(cause);
  }

  /** Tells that nothing came of it because the actors are closing. */
  default void stopping() {
    refuse(TurnWriter.CLOSED);
  }

  /**
   * A turn to take.
   *
   * @param deadlineNanos when whoever asked waits no longer, by the monotonic clock
   * @param deadlineMillis the same by the wall clock, for the record; {@link #NEVER} if they did
   *     not say
   * @param expiry answers it while it waits for its turn; who takes it cancels that
   * @param failed how often it was taken in a batch that failed: from then on it is taken alone
   */
  record Take(
      TurnRequest request,
      long deadlineNanos,
      long deadlineMillis,
      Deadlines.Entry expiry,
      int failed,
      Pending<Answer> answer)
      implements ActorTask {
    Take(
        TurnRequest request,
        long deadlineNanos,
        long deadlineMillis,
        Deadlines.Entry expiry,
        Pending<Answer> answer) {
      this(request, deadlineNanos, deadlineMillis, expiry, 0, answer);
    }

    /** The same after a batch that it was in failed. */
    Take alone() {
      return new Take(request, deadlineNanos, deadlineMillis, expiry, failed + 1, answer);
    }

    /** The time that does not come. */
    static final long NEVER = -1;

    @Override
    public Lane lane() {
      return request.lane();
    }

    /** The deadline for the record; null if whoever asked did not say. */
    @Nullable Long recordedDeadline() {
      return deadlineMillis == NEVER ? null : (Long) deadlineMillis;
    }

    @Override
    public void stopping() {
      answer.complete(new Answer.Stopping(null));
    }
  }

  /**
   * Turns to take as one; never in a mailbox.
   *
   * @param answer what came of all of them
   */
  record Batch(List<Take> takes, Pending<Answer> answer) implements ActorTask {
    @Override
    public void stopping() {
      answer.complete(new Answer.Stopping(null));
    }

    /** Tells each sender what came of all. */
    void answersEach() {
      answer.whenDone((answered, failure) -> {
        for (Take take : takes) {
          if (failure == null) {
            take.answer.complete(Objects.requireNonNull(answered));
          } else {
            take.answer.fail(failure);
          }
        }
      });
    }
  }

  /**
   * To be spawned, or to run again after a stop.
   *
   * @param guest what it will be
   * @param contents module and manifest, for the home to keep; empty if it is to run again as what
   *     it was
   * @param ran is told what the code of the first turn has to say beside it
   */
  record Start(
      Guest guest, List<Content> contents, Consumer<@Nullable Object> ran, Pending<Answer> answer)
      implements ActorTask {}

  /** To be a plug-in from now on, whatever it was: its state stays. The rest as for a start. */
  record Load(Guest guest, List<Content> contents, Pending<Answer> answer) implements ActorTask {}

  /**
   * To be other code from now on: its state stays.
   *
   * @param before what it was when the code was checked against it
   * @param old the code that it was then
   * @param waiting its timers
   */
  record Upgrade(
      Registration before,
      Guest old,
      List<PendingTimer> waiting,
      Guest guest,
      List<Content> contents,
      Pending<Answer> answer)
      implements ActorTask {
    /** The events of the block that it becomes. */
    List<Event> events(LoadedActor now, Clock clock) {
      Head head = now.head();
      List<Event> events = new ArrayList<>();
      events.add(Event.upgraded(new EventData.Upgraded(guest.module(), guest.manifest())));
      events.addAll(
          TimerEvents.changed(
              old.timers(),
              guest.timers(),
              waiting,
              head == null ? 0 : head.height() + 1,
              clock.millis()));
      return List.copyOf(events);
    }
  }

  /** To be paused. */
  record Pause(String reason, Pending<Answer> answer) implements ActorTask {}

  /**
   * To act again after a pause.
   *
   * @param guest what it is; null if it seemed not to be paused
   */
  record Unpause(String reason, @Nullable Guest guest, Pending<Answer> answer)
      implements ActorTask {}

  /** To be removed. */
  record Remove(String reason, Pending<Answer> answer) implements ActorTask {}

  /**
   * To be stopped.
   *
   * @param purge whether its state is dropped
   */
  record Stop(String reason, boolean purge, Pending<Answer> answer) implements ActorTask {}

  /**
   * To record that a message or a request ended without a turn of a guest.
   *
   * @param more what goes into the block behind that
   */
  record Settle(Settlement settlement, Supplier<List<Event>> more, Pending<Answer> answer)
      implements ActorTask {
    /** One that records nothing else. */
    Settle(Settlement settlement, Pending<Answer> answer) {
      this(settlement, List::of, answer);
    }
  }

  /** Says what a {@link Settle} records. */
  @FunctionalInterface
  interface Settlement {
    /**
     * The event of kind settlement that the block begins with; null if there is nothing to record
     * any more, and then it has completed the task's answer. On the thread that runs the actor.
     *
     * @param owner the actor, its turns in flight included
     * @param now what is in memory of it
     */
    @Nullable Event event(TurnRunner.Owner owner, LoadedActor now);
  }

  /** To run a turn again that was broken off; also what such a turn is on its way to the disk. */
  record Resume(Pending<Answer> answer) implements ActorTask {}

  /** To leave memory, if it is idle. */
  record Leave(Pending<Answer> answer) implements ActorTask {}

  /** To be lent to somebody who takes turns of several actors at a time. */
  record Lend(ActorLease lease, Pending<Answer> answer) implements ActorTask {
    @Override
    public void refuse(String reason) {
      lease.refuse(reason);
    }

    @Override
    public void fail(RuntimeException cause) {
      refuse(ErrorText.of(cause));
    }
  }

  /** A turn that was taken while it was lent; never in a mailbox. */
  record Step(Pending<Answer> answer) implements ActorTask {}
}
