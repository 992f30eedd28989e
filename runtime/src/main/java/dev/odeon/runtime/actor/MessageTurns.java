package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.host.Contract;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.StreamTurn;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.LoadedActor;
import dev.odeon.runtime.turn.PreparedBlock;
import dev.odeon.runtime.turn.Turn;
import dev.odeon.runtime.turn.TurnRunner;
import dev.odeon.runtime.turn.TurnStart;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The turns in which one actor takes messages, alone or some together: whether one is taken at all,
 * now or later, and as which attempt. On the thread that runs the actor.
 */
final class MessageTurns {
  private final Key key;
  private final ActorTable table;
  private final Mailbox<ActorTask> mailbox;
  private final InFlightTurns inFlight;
  private final CurrentState state;
  private final TurnRunner runner;
  private final TurnWriter writer;
  private final Deduplication deduplication;
  private final TurnRunner.Owner owner;
  private final Consumer<ActorTask> executing;
  private final BatchCollector batches;

  /**
   * Those of the actor of {@code owner}.
   *
   * @param executing hears which task stands for several from now on
   */
  MessageTurns(
      ActorTable table,
      Mailbox<ActorTask> mailbox,
      InFlightTurns inFlight,
      CurrentState state,
      TurnRunner runner,
      TurnWriter writer,
      Deduplication deduplication,
      TurnRunner.Owner owner,
      Consumer<ActorTask> executing) {
    this.key = owner.key();
    this.table = table;
    this.mailbox = mailbox;
    this.inFlight = inFlight;
    this.state = state;
    this.runner = runner;
    this.writer = writer;
    this.deduplication = deduplication;
    this.owner = owner;
    this.executing = executing;
    this.batches = new BatchCollector(mailbox, deduplication, inFlight);
  }

  /** Takes a message, unless it must wait, is refused, or is known. */
  void take(ActorTask.Take task) {
    TurnRequest request = task.request();
    if (isHeld(task) || isLate(task)) {
      return;
    }
    if (writer.isClosing()) {
      task.stopping();
      return;
    }
    if (request instanceof StreamTurn turn) {
      append(task, turn);
      return;
    }
    LoadedActor now = state.loaded();
    Guest guest = now.guest();
    if (!now.runs() || guest == null) {
      task.refuse(
          request.refusal(
              now.registration() == null ? "never spawned" : now.registration().reason()));
    } else if (!(request instanceof SentMessage) && !guest.code().takes(request.export())) {
      task.refuse(request.unhandled());
    } else {
      long known = deduplication.attempt(task, inFlight);
      long attempt = known == 0 ? 0 : Math.max(known, task.failed() + 1);
      if (attempt == 0) {
        return;
      }
      int openMax = table.settings().openRequests();
      if (request.export().equals(Message.Kind.REQUEST.function())
          && deduplication.open().count(key) >= openMax) {
        task.refuse(
            String.format(
                Locale.ROOT, "%,d requests of %s wait for their answers already", openMax, key));
        return;
      }
      Channels channels = table.outbox().channels();
      if (request.export().equals(Contract.HANDLE_CHANNEL_OPEN)
          && channels.open(key).size() >= channels.openMax()) {
        task.refuse(channels.tooMany(key));
        return;
      }
      if (request instanceof SentMessage sent) {
        String refusal = channels.refusal(sent);
        String dead =
            sent.isLate(table.ports().clock().millis())
                ? "it waited longer than its deadline"
                : refusal == null
                    ? deduplication.dead(sent, attempt, inFlight, guest, table.settings())
                    : refusal;
        if (dead != null) {
          close(task, sent, now, guest, dead);
          return;
        }
      }
      List<ActorTask.Take> together =
          BatchCollector.takes(guest, task, attempt)
              ? batches.collect(task, this::isLate, table.ports().clock().millis())
              : List.of(task);
      if (together.size() > 1) {
        take(together, now, guest);
      } else {
        take(task, now, guest, attempt);
      }
    }
  }

  private void append(ActorTask.Take task, StreamTurn turn) {
    PreparedBlock next = prepare(task, turn);
    if (next != null) {
      boolean alone = turn.condition() != null;
      writer.submit(List.of(state.advance(next, task, alone)), turn.condition());
    }
  }

  /**
   * The block of a turn that runs no guest; null if it is not taken, and then it has its answer, or
   * will have. On the thread that runs the actor, or has borrowed it.
   */
  @Nullable PreparedBlock prepare(ActorTask.Take task, StreamTurn turn) {
    LoadedActor now = state.loaded();
    long attempt = StreamTurns.attempt(task, turn, now, deduplication, inFlight);
    if (attempt == 0) {
      return null;
    }
    Turn recorded = StreamTurns.turn(turn, attempt, task.recordedDeadline());
    return runner.unrun(key, now, null, null, recorded, List.of());
  }

  /** Whether nobody waits for {@code task} any more, who is told so then. */
  private boolean isLate(ActorTask.Take task) {
    if (task.expiry().cancel()
        && (task.failed() > 0 || task.deadlineNanos() - table.ports().clock().nanos() >= 0)
        && !task.request().cancellation().cancelled()) {
      return false;
    }
    task.answer().complete(new Answer.DeadlineExceeded());
    return true;
  }

  /** One turn for all of them; if it fails, each has one of its own next. */
  private void take(List<ActorTask.Take> together, LoadedActor now, Guest guest) {
    ActorTask.Batch batch = new ActorTask.Batch(together, table.pending());
    batch.answersEach();
    executing.accept(batch);
    List<Event> causes = together.stream().map(BatchCollector::cause).toList();
    TurnRunner.Ran ran = runner.live(owner, now, TurnStart.of(now, guest, causes));
    if (Deduplication.closes(ran.next().turn().outcome())) {
      together.forEach(take -> take.request().ran(ran.result()));
    } else {
      // Nobody but the log hears of it: whose fault it was shows when each is taken alone.
      batch = new ActorTask.Batch(together, table.pending());
      executing.accept(batch);
      mailbox.putBack(
          together.stream().<ActorTask>map(ActorTask.Take::alone).toList(),
          together.getFirst().request().lane());
    }
    state.append(ran.next(), batch);
  }

  /** Closes a message of another actor as a dead letter. */
  private void close(
      ActorTask.Take task, SentMessage sent, LoadedActor now, Guest guest, String reason) {
    writer.reached(CrashPoint.MESSAGE_DEAD);
    Turn turn =
        Turn.unrun(sent.deadLetter(reason), table.outbox().channels().answer(sent), now.state());
    state.append(runner.unrun(key, now, now.registration(), guest, turn, List.of()), task);
  }

  /** Whether {@code task} is not taken because the actor is paused: it waits, or is refused. */
  private boolean isHeld(ActorTask.Take task) {
    if (writer.isClosing()) {
      return false;
    }
    Registration registration = state.loaded().registration();
    String reason =
        registration != null
            ? table.pauses().refusal(registration)
            : table.pauses().isHeld(key) ? Pauses.HOME : null;
    boolean waits =
        reason == null
            && registration != null
            && registration.status() == Registration.Status.PAUSED;
    if (waits) {
      mailbox.hold(task, task.lane());
      if (writer.isClosing()) {
        mailbox.release(); // what asks the actor to leave may have come just before
      }
    }
    if (reason != null) {
      boolean _ = task.expiry().cancel();
      task.answer().complete(new Answer.Paused(reason));
    }
    return waits || reason != null;
  }

  private void take(ActorTask.Take task, LoadedActor now, Guest guest, long attempt) {
    TurnRequest request = task.request();
    if (!request.expected().holds(now.head())) {
      task.answer().complete(new Answer.WrongHead(now.head()));
      return;
    }
    if (!request.begins()) {
      task.refuse("it is not wanted any more");
      return;
    }
    TurnStart start =
        BatchCollector.onlyTakesBatches(guest, request)
            ? TurnStart.of(now, guest, List.of(BatchCollector.cause(task, attempt)))
            : TurnStart.of(now, guest, request, attempt, task.recordedDeadline());
    TurnRunner.Ran ran = runner.live(owner, now, start);
    request.ran(ran.result());
    state.append(ran.next(), task);
  }
}
