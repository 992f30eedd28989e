package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.host.capability.CallErrors;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.turn.RequestReplies;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an actor asks another one in the middle of a turn. */
final class SentRequest implements TurnRequest {
  private static final Duration SHORTEST = Duration.ofNanos(1);

  private final String export;
  private final Key to;
  private final MessageId.Sent id;
  private final Bytes body;
  private final Event origin;
  private final Clock clock;
  private final Duration time;
  private final long deadlineNanos;
  private final Cancellation cancellation = new Cancellation();

  /**
   * A request.
   *
   * @param export what takes it
   * @param origin what began the turn that asks
   * @param time how long who asks waits, from now on
   */
  SentRequest(
      String export,
      Key to,
      MessageId.Sent id,
      Bytes body,
      Event origin,
      Clock clock,
      Duration time) {
    this.export = export;
    this.to = to;
    this.id = id;
    this.body = body;
    this.origin = origin;
    this.clock = clock;
    this.time = time;
    this.deadlineNanos = clock.nanos() + time.toNanos();
  }

  @Override
  public Key to() {
    return to;
  }

  @Override
  public @Nullable String id() {
    return null;
  }

  @Override
  public MessageId.Sent messageId() {
    return id;
  }

  @Override
  public EventData.Lane lane() {
    return EventData.Lane.REQUEST;
  }

  @Override
  public String export() {
    return export;
  }

  @Override
  public Bytes body() {
    return body;
  }

  @Override
  public Duration deadline() {
    return time;
  }

  @Override
  public Event cause(long attempt, @Nullable Long deadlineMillis) {
    EventData.Message begun = origin.data() instanceof EventData.Message message ? message : null;
    String causation =
        begun == null || begun.id() == null
            ? id.sender().text() + "/" + id.height()
            : RequestReplies.nameOf(begun.id());
    String correlation =
        begun == null || begun.correlation() == null ? causation : begun.correlation();
    return Event.of(
        export(),
        new EventData.Message(
            id, lane(), attempt, body, correlation, causation, deadlineMillis, null, null));
  }

  /** Nobody waits for what it does after the deadline. */
  @Override
  public Limits limits(Limits most) {
    Duration left = Duration.ofNanos(deadlineNanos - clock.nanos());
    Duration atLeast = left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
    return atLeast.compareTo(most.time()) < 0 ? most.withTime(atLeast).withFuel(most.fuel()) : most;
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public String refusal(String reason) {
    return CallErrors.of(CallErrors.STOPPED, reason);
  }

  @Override
  public String unhandled() {
    return CallErrors.of(CallErrors.NOT_HANDLED, to + " does not export " + export());
  }
}
