package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Head;
import dev.odeon.engine.Cancellation;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.LoadedActor;
import dev.odeon.runtime.turn.Turn;
import dev.odeon.runtime.turn.TurnRunner;
import dev.odeon.runtime.turn.TurnStart;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The turns that spawn, start, load, upgrade, pause, resume, stop and remove one actor. Most run no
 * guest. On the thread that runs the actor.
 */
final class LifecycleTurns {
  private final Key key;
  private final ActorTable table;
  private final Mailbox<ActorTask> mailbox;
  private final CurrentState state;
  private final ActorMemory memory;
  private final TurnRunner runner;
  private final TurnWriter writer;
  private final TurnRunner.Owner owner;

  LifecycleTurns(
      ActorTable table,
      Mailbox<ActorTask> mailbox,
      CurrentState state,
      ActorMemory memory,
      TurnRunner runner,
      TurnWriter writer,
      TurnRunner.Owner owner) {
    this.key = owner.key();
    this.table = table;
    this.mailbox = mailbox;
    this.state = state;
    this.memory = memory;
    this.runner = runner;
    this.writer = writer;
    this.owner = owner;
  }

  void start(ActorTask.Start task) {
    LoadedActor now = state.loaded();
    Registration before = now.registration();
    Guest guest = task.guest();
    if (before == null && now.head() != null) {
      task.fail(
          new ActorException(
              ActorException.Reason.CONFLICT,
              key + " is a stream of events: choose another category or id"));
      return;
    }
    if (before != null && before.status() != Registration.Status.FAILED) {
      startAgain(now, before, task);
      return;
    }
    if (task.contents().isEmpty()) {
      task.fail(
          new ActorException(
              ActorException.Reason.CONFLICT,
              "%s never ran: %s; start it with a manifest"
                  .formatted(key, before == null ? "it was not spawned" : before.reason())));
      return;
    }
    Event cause = Event.spawned(EventData.Spawned.of(guest.module(), guest.manifest()));
    TurnStart start =
        new TurnStart(
            null, guest, List.of(cause), null, guest.init(), new Cancellation(), task.contents());
    mailbox.capacity(guest.mailboxCapacity());
    TurnRunner.Ran ran = runner.live(owner, now, start);
    task.ran().accept(ran.result());
    state.append(ran.next(), task);
  }

  /** Starts what ran before: only as the code that it was. */
  private void startAgain(LoadedActor now, Registration before, ActorTask.Start task) {
    Guest guest = task.guest();
    boolean same = before.has(guest.module(), guest.manifest());
    if (before.status() == Registration.Status.REMOVED) {
      task.fail(removed(before));
    } else if (before.status() == Registration.Status.PAUSED) {
      task.fail(
          new ActorException(
              ActorException.Reason.CONFLICT,
              "%s is %s; resume it".formatted(key, before.reason())));
    } else if (!same) {
      task.fail(
          new ActorException(
              ActorException.Reason.CONFLICT,
              now.runs()
                  ? "%s runs already, with another %s: upgrade it, or give another id"
                      .formatted(key, difference(before, guest))
                  : "%s was stopped with another %s: start it as it was, or upgrade it"
                      .formatted(key, difference(before, guest))));
    } else if (now.runs()) {
      done(now, task);
    } else {
      Event cause = Event.of("resumed", new EventData.Because("started again"));
      Turn turn = closing(cause, now.state());
      mailbox.capacity(guest.mailboxCapacity());
      state.append(runner.unrun(key, now, before, guest, turn, List.of()), task);
    }
  }

  private static String difference(Registration before, Guest guest) {
    return before.module().equals(guest.module()) ? "manifest" : "module";
  }

  /** Names the code of a plug-in from now on; nothing of it is run. */
  void load(ActorTask.Load task) {
    if (writer.isClosing()) {
      task.stopping();
      return;
    }
    Guest guest = task.guest();
    // The code it has may be damaged: a load is what makes that good.
    LoadedActor now = state.isEmpty() ? memory.load(key, guest) : state.loaded();
    Event cause =
        now.registration() == null
            ? Event.spawned(EventData.Spawned.of(guest.module(), guest.manifest()))
            : Event.upgraded(new EventData.Upgraded(guest.module(), guest.manifest()));
    Turn turn = Turn.unrun(List.of(cause), now.state());
    state.append(runner.unrun(key, now, now.registration(), guest, turn, task.contents()), task);
  }

  /** Names other code from now on; nothing of it is run. */
  void upgrade(ActorTask.Upgrade task) {
    LoadedActor now = state.loaded();
    Registration before = Objects.requireNonNull(now.registration(), "it was never spawned");
    Guest guest = task.guest();
    if (before.status() == Registration.Status.REMOVED) {
      task.fail(removed(before));
    } else if (before.has(guest.module(), guest.manifest())) {
      done(now, task);
    } else if (!before.has(task.before().module(), task.before().manifest())) {
      task.fail(
          new ActorException(
              ActorException.Reason.CONFLICT,
              key + " was upgraded to other code meanwhile: try again"));
    } else {
      Turn turn = Turn.unrun(task.events(now, table.ports().clock()), now.state());
      mailbox.capacity(guest.mailboxCapacity());
      state.append(runner.unrun(key, now, before, guest, turn, task.contents()), task);
      mailbox.release(); // the other manifest may say something else
    }
  }

  void pause(ActorTask.Pause task) {
    LoadedActor now = state.loaded();
    Registration before = Objects.requireNonNull(now.registration(), "it was never spawned");
    if (before.status() == Registration.Status.PAUSED) {
      done(now, task);
    } else if (!now.runs()) {
      task.fail(doesNotRun(before));
    } else {
      Event cause = Event.of("paused", new EventData.Because(task.reason()));
      Turn turn = Turn.unrun(List.of(cause), now.state());
      state.append(runner.unrun(key, now, before, now.guest(), turn, List.of()), task);
      Registration after = Objects.requireNonNull(state.loaded().registration());
      if (table.pauses().refusal(after) == null) {
        mailbox.hold();
        if (table.writer().isClosing()) {
          mailbox.release(); // what asks the actor to leave may have come just before
        }
      }
    }
  }

  void unpause(ActorTask.Unpause task) {
    LoadedActor now = state.loaded();
    Registration before = Objects.requireNonNull(now.registration(), "it was never spawned");
    @Nullable Guest guest = task.guest();
    if (now.runs()) {
      done(now, task);
    } else if (before.status() != Registration.Status.PAUSED) {
      task.fail(doesNotRun(before));
    } else if (guest == null || !before.has(guest.module(), guest.manifest())) {
      task.fail(
          new ActorException(
              ActorException.Reason.CONFLICT,
              key + " was paused or upgraded meanwhile: try again"));
    } else {
      Event cause = Event.of("resumed", new EventData.Because(task.reason()));
      Turn turn = Turn.unrun(List.of(cause), now.state());
      mailbox.capacity(guest.mailboxCapacity());
      state.append(runner.unrun(key, now, before, guest, turn, List.of()), task);
      mailbox.release();
    }
  }

  private ActorException doesNotRun(@Nullable Registration before) {
    String reason = before == null ? "never spawned" : before.reason();
    return new ActorException(ActorException.Reason.CONFLICT, key + " does not run: " + reason);
  }

  void stop(ActorTask.Stop task) {
    LoadedActor now = state.loaded();
    Registration before = now.registration();
    boolean paused = before != null && before.status() == Registration.Status.PAUSED;
    if (!now.runs() && !paused) {
      if (before != null
          && before.status() == Registration.Status.STOPPED
          && !key.category().equals(Plugins.CATEGORY)) {
        done(now, task);
      } else {
        task.fail(doesNotRun(before));
      }
      return;
    }
    Event cause = Event.of("stopped", new EventData.Because(task.reason()));
    Turn turn =
        task.purge() && now.state() != null
            ? Turn.unrun(List.of(cause, Event.state(null)), null)
            : closing(cause, now.state());
    state.append(runner.unrun(key, now, before, now.guest(), turn, List.of()), task);
    mailbox.release();
  }

  void remove(ActorTask.Remove task) {
    LoadedActor now = state.loaded();
    Registration before = Objects.requireNonNull(now.registration(), "it was never spawned");
    if (now.runs()) {
      task.fail(new ActorException(ActorException.Reason.CONFLICT, key + " runs: stop it first"));
    } else if (before.status() == Registration.Status.REMOVED) {
      done(now, task);
    } else {
      Event cause = Event.of("removed", new EventData.Because(task.reason()));
      Turn turn = closing(cause, now.state());
      state.append(runner.unrun(key, now, before, null, turn, List.of()), task);
      mailbox.release();
    }
  }

  /** Answers what asks for what is so already, once the turns that made it so are durable. */
  private void done(LoadedActor now, ActorTask task) {
    Head head = now.head();
    if (head == null || !owner.awaitDurable()) {
      task.refuse("a turn before it could not be recorded");
    } else {
      task.answer().complete(new Answer.Completed(Outcome.RETURNED, null, head, true));
    }
  }

  private ActorException removed(Registration before) {
    return new ActorException(
        ActorException.Reason.CONFLICT,
        "%s was %s; its name is taken for ever: choose another id".formatted(key, before.reason()));
  }

  /** A turn of {@code cause} that closes the channels of the actor, too. */
  private Turn closing(Event cause, @Nullable Bytes after) {
    return Turn.unrun(cause, table.outbox().channels().closeAll(key), after);
  }
}
