package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.host.Contract;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.effect.EffectCodec;
import dev.odeon.runtime.index.Dedup;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.RequestEnd;
import dev.odeon.runtime.turn.RequestReplies;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a request was taken before, by a turn in flight or by a durable one, and
 * answers it if so. Used by the threads that run actors.
 *
 * @param requests what durable turns took
 * @param open the requests that wait for an answer
 * @param codec what tells the effects of blocks
 */
record Deduplication(Dedup requests, OpenRequests open, EffectCodec codec) {
  /**
   * Which attempt at its request {@code task} is, 1 for the first; 0 if it was answered, or will
   * be.
   *
   * @param inFlight the turns in flight of the actor that takes it
   */
  long attempt(ActorTask.Take task, InFlightTurns inFlight) {
    return attempt(task, inFlight, Set.of());
  }

  /**
   * The same of one that is taken together with others.
   *
   * @param before those of them that come before it
   */
  long attempt(ActorTask.Take task, InFlightTurns inFlight, Set<MessageId> before) {
    TurnRequest request = task.request();
    return switch (request.messageId()) {
      case null -> 1;
      case MessageId.Outside id ->
          attempt(task, id, inFlight, () -> requests.find(request.to(), id.id()));
      case MessageId.Sent id -> attempt(task, id, inFlight, before);
    };
  }

  /**
   * The same of a message of another actor. Its sender has them taken in order, so the newest one
   * taken tells of all before it.
   */
  private long attempt(
      ActorTask.Take task, MessageId.Sent id, InFlightTurns inFlight, Set<MessageId> together) {
    EventData.Lane lane = task.request().lane();
    DeliveryMarks.Mark mark = mark(task.request().to(), id, lane, inFlight);
    MessageId.Sent before = task.request() instanceof SentMessage sent ? sent.predecessor() : null;
    if (before != null && !together.contains(before) && !isClosed(mark, before)) {
      task.refuse("the message %s waits until %s is closed".formatted(id, before));
      return 0;
    }
    if (mark == null) {
      return 1;
    }
    int order = mark.compare(id);
    return lane == EventData.Lane.REQUEST
        ? request(task, id, order, inFlight)
        : oneWay(task, id, mark, order, inFlight);
  }

  /**
   * Why {@code sent} is not taken but closed as a dead letter; null if it is taken.
   *
   * @param attempt which attempt at it comes next
   */
  @Nullable String dead(
      SentMessage sent, long attempt, InFlightTurns inFlight, Guest guest, Settings settings) {
    if (attempt > settings.deliveryAttempts()) {
      MessageId.Sent id = sent.messageId();
      DeliveryMarks.Mark last = mark(sent.to(), id, sent.lane(), inFlight);
      return "%d attempts: the last one %s"
          .formatted(attempt - 1, last == null ? "failed" : last.outcome().text());
    }
    return guest.code().takes(sent.export())
        ? null
        : "%s does not export %s".formatted(sent.to().text(), sent.export());
  }

  /** Whether {@code mark}, the newest of the way of {@code id}, tells that this is closed. */
  static boolean isClosed(DeliveryMarks.@Nullable Mark mark, MessageId.Sent id) {
    int order = mark == null ? 1 : mark.compare(id);
    return order < 0 || order == 0 && mark != null && mark.closed();
  }

  /** The newest mark of the messages that {@code id} is one of; null if there is none. */
  private DeliveryMarks.@Nullable Mark mark(
      Key receiver, MessageId.Sent id, EventData.Lane lane, InFlightTurns inFlight) {
    DeliveryMarks.Way way = new DeliveryMarks.Way(id.sender(), lane);
    DeliveryMarks.Mark known = inFlight.newest(way);
    if (known != null) {
      return known;
    }
    Block newest = requests.newest(receiver, id.sender(), lane);
    DeliveryMarks.Mark mark = newest == null ? null : DeliveryMarks.Mark.of(newest, way);
    if (mark != null) {
      inFlight.remember(mark);
    }
    return mark;
  }

  /**
   * A request: the newest mark names the one taken last, and who asked for one before it waits for
   * it no longer.
   */
  private long request(ActorTask.Take task, MessageId.Sent id, int order, InFlightTurns inFlight) {
    if (order < 0) {
      task.refuse("the request %s is older than the last of its sender".formatted(id));
      return 0;
    }
    TurnRequest request = task.request();
    return order > 0
        ? 1
        : attempt(
            task, id, inFlight, () -> requests.find(request.to(), id, EventData.Lane.REQUEST));
  }

  /** A one-way message: all before the newest mark are closed. */
  private static long oneWay(
      ActorTask.Take task,
      MessageId.Sent id,
      DeliveryMarks.Mark mark,
      int order,
      InFlightTurns inFlight) {
    if (order > 0 && !mark.closed()) {
      task.refuse("the message %s waits until %s is closed".formatted(id, mark.id()));
      return 0;
    }
    if (order > 0) {
      return 1;
    }
    if (order == 0 && !mark.closed()) {
      return mark.attempt() + 1;
    }
    InFlightTurns.Recent recent = inFlight.recent(id);
    if (recent != null) {
      follow(recent.answer(), task.answer());
    } else {
      Outcome outcome = order == 0 ? mark.outcome() : Outcome.RETURNED;
      task.answer().complete(new Answer.Completed(outcome, null, mark.block(), true));
    }
    return 0;
  }

  /**
   * The same of a message that is told from others by its id alone.
   *
   * @param find the newest durable block that took it, if one did
   */
  private long attempt(
      ActorTask.Take task, MessageId id, InFlightTurns inFlight, Supplier<@Nullable Block> find) {
    TurnRequest request = task.request();
    InFlightTurns.Recent recent = inFlight.recent(id);
    boolean other = recent != null && !isSame(recent.request(), request);
    if (other && inFlight.refuseWhenDurable(id, task.answer())) {
      return 0;
    }
    if (recent != null && !other) {
      if (recent.open() && inFlight.joinWhenDurable(id, task)) {
        return 0;
      }
      if (recent.closed() && !recent.open()) {
        follow(recent.answer(), task.answer());
        return 0;
      }
      if (!recent.closed()) {
        return recent.attempt() + 1;
      }
    }
    Block before = find.get();
    return before == null ? 1 : attempt(task, id, before);
  }

  private long attempt(ActorTask.Take task, MessageId taken, Block before) {
    String id = RequestReplies.nameOf(taken);
    Event cause = cause(before, taken);
    EventData.Message told = (EventData.Message) cause.data();
    TurnRequest request = task.request();
    if (!isFor(cause.name(), request.export()) || !told.body().equals(request.body())) {
      task.answer().complete(new Answer.IdempotencyKeyReused(before.head()));
      return 0;
    }
    if (!closes(before.header().outcome())) {
      return told.attempt() + 1;
    }
    boolean left = RequestReplies.change(codec, before).opened() != null;
    Block later = left ? requests.answer(request.to(), id) : null;
    if (left && later == null) {
      open.waiters().waitFor(task, before.head(), true);
      // An end that became durable before the wait began is told here.
      later = requests.answer(request.to(), id);
    }
    if (!left || later != null) {
      Block last = later == null ? before : later;
      RequestEnd end = RequestReplies.of(codec, last, id);
      task.answer().complete(RequestEnd.answer(end, before.header().outcome(), last.head(), true));
    }
    return 0;
  }

  /**
   * What durable turns of {@code receiver} made of the request {@code id} of another actor; null if
   * none took it, it failed, or waits for its answer.
   */
  @Nullable Answer answered(Key receiver, MessageId.Sent id) {
    Block taken = requests.find(receiver, id, EventData.Lane.REQUEST);
    if (taken == null || !closes(taken.header().outcome())) {
      return null;
    }
    String name = RequestReplies.nameOf(id);
    boolean left = RequestReplies.change(codec, taken).opened() != null;
    Block later = left ? requests.answer(receiver, name) : null;
    if (left && later == null) {
      return null;
    }
    Block last = later == null ? taken : later;
    RequestEnd end = RequestReplies.of(codec, last, name);
    return RequestEnd.answer(end, taken.header().outcome(), last.head(), true);
  }

  /** The event of {@code block} that tells of the message {@code id}, which it took. */
  private static Event cause(Block block, MessageId id) {
    for (Event cause : block.causes()) {
      if (cause.data() instanceof EventData.Message message && id.equals(message.id())) {
        return cause;
      }
    }
    throw new IllegalStateException(block.head() + " did not take " + id);
  }

  /** Whether what the export {@code taken} took was sent to {@code export}. */
  private static boolean isFor(String taken, String export) {
    return taken.equals(export)
        || taken.equals(Contract.BATCH) && export.equals(Message.Kind.SEND.function());
  }

  private static boolean isSame(TurnRequest a, TurnRequest b) {
    return a.export().equals(b.export()) && a.body().equals(b.body());
  }

  /**
   * Whether {@code outcome} is the last word on a message; after any other the same id may run
   * again.
   */
  static boolean closes(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Returned _, Outcome.Rejected _ -> true;
      case Outcome.Trapped _, Outcome.Exhausted _, Outcome.Cancelled _ -> false;
    };
  }

  private static void follow(Pending<Answer> first, Pending<Answer> second) {
    first.whenDone((answer, failure) -> {
      if (failure != null) {
        second.fail(failure);
      } else if (answer instanceof Answer.Completed completed) {
        second.complete(
            new Answer.Completed(completed.outcome(), completed.reply(), completed.block(), true));
      } else {
        second.complete(Objects.requireNonNull(answer));
      }
    });
  }
}
