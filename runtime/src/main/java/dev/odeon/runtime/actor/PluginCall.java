package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.host.PluginModule;
import dev.odeon.host.PluginResult;
import dev.odeon.runtime.TurnRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One run of a plug-in that keeps a state. The result is written by the thread that takes the turn,
 * and read by the one that asked once the request is answered.
 */
final class PluginCall implements TurnRequest {
  private final Clock clock;
  private final Key to;
  private final @Nullable String id;
  private final Bytes input;
  private final Limits limits;
  private final long deadlineNanos;
  private final Cancellation cancellation;
  private @Nullable PluginResult result;

  /**
   * A run of {@code to} on {@code input}.
   *
   * @param id under which it takes effect once; null if it cannot be asked for again
   * @param limits what it may use, but for the time
   * @param deadlineNanos when it must be over, by the monotonic clock
   */
  PluginCall(
      Clock clock,
      Key to,
      @Nullable String id,
      Bytes input,
      Limits limits,
      long deadlineNanos,
      Cancellation cancellation) {
    this.clock = clock;
    this.to = to;
    this.id = id;
    this.input = input;
    this.limits = limits;
    this.deadlineNanos = deadlineNanos;
    this.cancellation = cancellation;
  }

  @Override
  public Key to() {
    return to;
  }

  @Override
  public @Nullable String id() {
    return id;
  }

  @Override
  public String export() {
    return PluginModule.PROCESS;
  }

  @Override
  public Bytes body() {
    return input;
  }

  @Override
  public Duration deadline() {
    return Duration.ofNanos(deadlineNanos - clock.nanos());
  }

  @Override
  public Event cause(long attempt, @Nullable Long deadlineMillis) {
    return Event.of(
        PluginModule.PROCESS,
        new EventData.Message(
            messageId(),
            lane(),
            attempt,
            input,
            null,
            null,
            null,
            new EventData.TurnLimits(null, limits.memoryBytesMax()),
            null));
  }

  /** Of the time, what is left of it. */
  @Override
  public Limits limits(Limits most) {
    long left = deadlineNanos - clock.nanos();
    return limits.withTime(Duration.ofNanos(Math.max(1, left))).withFuel(limits.fuel());
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public void ran(@Nullable Object made) {
    result = (PluginResult) made;
  }

  @Override
  public String refusal(String reason) {
    return to + " is not loaded";
  }

  /** What came of it; null if it did not run. */
  @Nullable PluginResult result() {
    return result;
  }

  /** Whether it is cancelled or out of time, so that it shall not begin any more. */
  boolean isLate() {
    return cancellation.cancelled() || deadlineNanos - clock.nanos() <= 0;
  }

  /** What a run comes to that was cancelled, or out of time, before it began. */
  PluginResult late() {
    Outcome outcome =
        cancellation.cancelled()
            ? new Outcome.Cancelled()
            : new Outcome.Exhausted(Outcome.Limit.TIME);
    return PluginResult.unrun(outcome);
  }
}
