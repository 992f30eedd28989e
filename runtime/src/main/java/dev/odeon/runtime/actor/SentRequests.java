package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.chain.Chains;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Intent;
import dev.odeon.chain.MessageId;
import dev.odeon.component.ResultValue;
import dev.odeon.engine.OverloadedException;
import dev.odeon.host.CallPhase;
import dev.odeon.host.Contract;
import dev.odeon.host.GuestCall;
import dev.odeon.host.capability.ActorCalls;
import dev.odeon.host.capability.CallErrors;
import dev.odeon.host.capability.ChannelId;
import dev.odeon.host.capability.Parking;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.index.ChannelChanges;
import dev.odeon.runtime.turn.TurnOrigin;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Requests of actors to actors, in the middle of a turn. Used by the threads that run guests.
 *
 * <p>The request goes to the receiver's mailbox in the lane of requests, under the id {@code
 * (asker, height, index)}, and the asker is parked until the answer is durable. The intent of the
 * call is durable before, so after a crash the turn of the asker runs again and asks again under
 * the same id; the receiver then finds what it made of it. That is why a call that is made again
 * must not fail as one that was never made: where it cannot tell, the turn is put back.
 */
final class SentRequests implements ActorCalls {
  /** The longest time that is kept for the asker to do something about a deadline. */
  private static final Duration KEPT_MAX = Duration.ofMillis(50);

  /** How long it waits for room in a mailbox where it may be already. */
  private static final Duration RETRY = Duration.ofMillis(5);

  private final Clock clock;
  private final Parking parking;
  private final RequestWaits waits;
  private final Chains chains;
  private final long bytesMax;
  private final Consumer<CrashPoint> points;
  private @Nullable Function<TurnRequest, Delivery> deliveries;
  private @Nullable Deduplication deduplication;

  SentRequests(
      Clock clock,
      Parking parking,
      RequestWaits waits,
      Chains chains,
      long bytesMax,
      Consumer<CrashPoint> points) {
    this.clock = clock;
    this.parking = parking;
    this.waits = waits;
    this.chains = chains;
    this.bytesMax = bytesMax;
    this.points = points;
  }

  /** Says where requests go, before the first turn runs. */
  void connect(Function<TurnRequest, Delivery> to, Deduplication taken) {
    deliveries = to;
    deduplication = taken;
  }

  /**
   * Turns that were interrupted while they waited for an answer wait for it still: what they asked
   * must not ask them meanwhile.
   */
  void interrupted() {
    for (Key key : chains.intending()) {
      Intent.First first = chains.openIntents(key).getFirst().first();
      if (first != null
          && first.cause().data() instanceof EventData.Message message
          && message.lane() == EventData.Lane.REQUEST
          && message.id() instanceof MessageId.Sent id
          && isWaiting(id)) {
        waits.interrupted(id.sender(), key);
      }
    }
  }

  private boolean isWaiting(MessageId.Sent id) {
    List<Intent> intents = chains.openIntents(id.sender());
    return !intents.isEmpty()
        && intents.getLast().height() == id.height()
        && intents.getLast().callIndex() == id.index();
  }

  @Override
  public ResultValue request(GuestCall<?> call, Key to, Bytes body) {
    return ask(call, Message.Kind.REQUEST.function(), to, body);
  }

  @Override
  public ResultValue openChannel(GuestCall<?> call, Key to, Bytes body) {
    ResultValue answer = ask(call, Contract.HANDLE_CHANNEL_OPEN, to, body);
    if (!(answer instanceof ResultValue.Ok(Object reply))) {
      return answer;
    }
    ChannelChanges.Acceptance accept = ChannelChanges.Acceptance.decode((Bytes) reply);
    if (accept.accepted()) {
      return ResultValue.ok(new ChannelId(call.self(), call.height(), call.index(), to).text());
    }
    Bytes message = accept.message();
    return ResultValue.err(
        CallErrors.of(CallErrors.REFUSED, message == null ? "" : lenient(message)));
  }

  /** As text, whatever it is. */
  private static String lenient(Bytes message) {
    return new String(message.toArray(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private ResultValue ask(GuestCall<?> call, String export, Key to, Bytes body) {
    points.accept(CrashPoint.REQUEST_INTENDED);
    boolean again = call.phase() == CallPhase.AGAIN;
    MessageId.Sent id = new MessageId.Sent(call.self(), call.height(), call.index());
    Answer known = again ? known(to, id) : null;
    if (known != null) {
      waits.end(call.self());
      return answer(call, to, id, known);
    }
    if (to.category().equals(Plugins.CATEGORY) || to.category().equals(Registration.SYSTEM)) {
      return ResultValue.err(CallErrors.NO_SUCH_ACTOR);
    }
    if (to.equals(call.self())) {
      return ResultValue.err(CallErrors.ITSELF);
    }
    if (body.size() > bytesMax) {
      return ResultValue.err(CallErrors.tooLarge(body.size(), bytesMax));
    }
    return switch (waits.begin(call.self(), to)) {
      case RequestWaits.Circle(List<Key> circle) ->
          ResultValue.err(
              CallErrors.of(
                  CallErrors.CYCLE,
                  circle.stream().map(Key::text).collect(Collectors.joining(" -> "))));
      case RequestWaits.Waiting(Runnable end) -> {
        ResultValue result;
        try {
          result = parked(call, export, to, id, body, end);
        } catch (OverloadedException e) {
          // The turn is put back, and waits still.
          throw e;
        } catch (RuntimeException e) {
          end.run();
          throw e;
        }
        end.run();
        yield result;
      }
    };
  }

  private ResultValue parked(
      GuestCall<?> call, String export, Key to, MessageId.Sent id, Bytes body, Runnable end) {
    switch (parking.park(call.run())) {
      case Parking.Overloaded(String reason) -> {
        if (call.phase() == CallPhase.AGAIN) {
          throw new OverloadedException(reason);
        }
        return ResultValue.err(reason);
      }
      case Parking.Place place -> {
        try (place) {
          return asked(call, export, to, id, body, place, end);
        }
      }
    }
  }

  private ResultValue asked(
      GuestCall<?> call,
      String export,
      Key to,
      MessageId.Sent id,
      Bytes body,
      Parking.Place place,
      Runnable end) {
    TurnOrigin origin = call.service(TurnOrigin.class);
    // A turn that runs again has more time than it had, but nobody waits longer for that.
    long turn = Math.min(call.run().nanosLeft(), origin.timeLimit().toNanos());
    Duration time = Duration.ofNanos(Math.max(1, turn - Math.min(turn / 10, KEPT_MAX.toNanos())));
    SentRequest request = new SentRequest(export, to, id, body, origin.cause(), clock, time);
    while (true) {
      switch (Objects.requireNonNull(deliveries).apply(request)) {
        case Delivery.Accepted(Pending<Answer> answer) -> {
          points.accept(CrashPoint.REQUEST_ASKED);
          answer.whenDone((told, _) -> {
            if (told instanceof Answer.Completed) {
              // Whoever answers may ask the asker from then on. What was not recorded may be again.
              end.run();
            }
          });
          Parking.Waited waited = place.await(answer, time);
          points.accept(CrashPoint.REQUEST_ANSWERED);
          return answer(call, to, request, answer, waited);
        }
        case Delivery.Full(int capacity) -> {
          if (call.phase() != CallPhase.AGAIN) {
            return ResultValue.err(
                CallErrors.of(CallErrors.FULL, capacity + " messages wait already"));
          }
          if (place.sleep(RETRY) == Parking.Waited.STOPPED) {
            return ResultValue.err(CallErrors.CANCELLED);
          }
        }
        case Delivery.Overloaded(String reason, Duration wait) -> {
          if (wait.toNanos() >= call.run().nanosLeft()) {
            if (call.phase() == CallPhase.AGAIN) {
              throw new OverloadedException(reason);
            }
            return ResultValue.err(CallErrors.of(CallErrors.OVERLOADED, reason));
          }
          if (place.sleep(wait) == Parking.Waited.STOPPED) {
            return ResultValue.err(CallErrors.CANCELLED);
          }
        }
        case Delivery.QuotaExceeded(String reason) ->
            throw new IllegalStateException("it is not from outside: " + reason);
        case Delivery.NoSuchActor _ -> {
          return refused(call, to, id, CallErrors.NO_SUCH_ACTOR);
        }
        case Delivery.Stopped(String reason) -> {
          return refused(call, to, id, CallErrors.of(CallErrors.STOPPED, reason));
        }
        case Delivery.Paused(String reason) -> {
          return refused(call, to, id, CallErrors.of(CallErrors.PAUSED, reason));
        }
        case Delivery.Removed(String reason) -> {
          return refused(call, to, id, CallErrors.of(CallErrors.REMOVED, reason));
        }
        case Delivery.Damaged(String reason) -> {
          return refused(call, to, id, CallErrors.of(CallErrors.STOPPED, reason));
        }
        case Delivery.TooLarge(long size, long sizeMax) -> {
          return ResultValue.err(CallErrors.tooLarge(size, sizeMax));
        }
        case Delivery.Stopping _ -> throw closing();
      }
    }
  }

  private static OverloadedException closing() {
    return new OverloadedException("the actors are closing: the turn runs again later");
  }

  /** The receiver does not take it now; it may have taken it before the turn was interrupted. */
  private ResultValue refused(GuestCall<?> call, Key to, MessageId.Sent id, String reason) {
    Answer known = call.phase() == CallPhase.AGAIN ? known(to, id) : null;
    return known == null ? ResultValue.err(reason) : answer(call, to, id, known);
  }

  private @Nullable Answer known(Key to, MessageId.Sent id) {
    return Objects.requireNonNull(deduplication).answered(to, id);
  }

  private ResultValue answer(
      GuestCall<?> call,
      Key to,
      SentRequest request,
      Pending<Answer> answer,
      Parking.Waited waited) {
    return switch (waited) {
      case TIME -> ResultValue.err(CallErrors.DEADLINE);
      case STOPPED -> {
        // Nobody waits for what it does from now on.
        request.cancellation().cancel();
        yield ResultValue.err(
            call.run().nanosLeft() <= 0 ? CallErrors.DEADLINE : CallErrors.CANCELLED);
      }
      case DONE -> {
        try {
          yield answer(call, to, request.messageId(), answer.await());
        } catch (ActorException e) {
          yield refused(
              call,
              to,
              request.messageId(),
              CallErrors.of(CallErrors.STOPPED, String.valueOf(e.getMessage())));
        }
      }
    };
  }

  private ResultValue answer(GuestCall<?> call, Key to, MessageId.Sent id, Answer answer) {
    return switch (answer) {
      case Answer.Completed completed -> answered(completed);
      case Answer.DeadlineExceeded _, Answer.Expired _, Answer.Unanswered _ ->
          ResultValue.err(CallErrors.DEADLINE);
      case Answer.Declined(var objection) ->
          ResultValue.err(CallErrors.of(CallErrors.STOPPED, objection.text()));
      case Answer.Withdrawn _ -> ResultValue.err(CallErrors.CANCELLED);
      case Answer.Paused(String reason) ->
          refused(call, to, id, CallErrors.of(CallErrors.PAUSED, reason));
      case Answer.Stopping _ -> throw closing();
      case Answer.Refused(String reason) -> {
        if (isWord(reason)) {
          yield refused(call, to, id, reason);
        }
        if (call.phase() == CallPhase.AGAIN || chains.isIntending(to)) {
          // The receiver may be in the middle of it.
          throw new OverloadedException(reason);
        }
        // Or it was, and has gone on to the end by now.
        Answer known = known(to, id);
        yield known == null
            ? ResultValue.err(CallErrors.of(CallErrors.OVERLOADED, reason))
            : answer(call, to, id, known);
      }
      case Answer.IdempotencyKeyReused _, Answer.WrongHead _ ->
          throw new IllegalStateException("the request " + id + " was answered " + answer);
    };
  }

  /** Whether it is a refusal that the request worded. */
  private static boolean isWord(String reason) {
    return reason.startsWith(CallErrors.STOPPED)
        || reason.startsWith(CallErrors.NOT_HANDLED)
        || reason.startsWith(CallErrors.TOO_MANY_CHANNELS);
  }

  private static ResultValue answered(Answer.Completed completed) {
    return switch (completed.outcome()) {
      case Outcome.Returned _ -> {
        Bytes reply = completed.reply();
        yield ResultValue.ok(reply == null ? Bytes.empty() : reply);
      }
      case Outcome.Rejected(String reason) ->
          ResultValue.err(CallErrors.of(CallErrors.REJECTED, reason));
      case Outcome.Trapped(String kind, _) ->
          ResultValue.err(CallErrors.of(CallErrors.TRAPPED, kind));
      case Outcome.Exhausted(Outcome.Limit limit) ->
          ResultValue.err(
              CallErrors.of(CallErrors.EXHAUSTED, limit.name().toLowerCase(java.util.Locale.ROOT)));
      case Outcome.Cancelled _ -> ResultValue.err(CallErrors.CANCELLED);
    };
  }
}
