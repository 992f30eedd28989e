package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.host.PluginResult;
import org.jspecify.annotations.Nullable;

/**
 * One run of a plug-in that keeps a state: what is asked for, and what came of it. Written by the
 * thread that takes the turn, read by the one that asked once its order is answered.
 */
final class PluginRun {
  private final Bytes input;
  private final Limits limits;
  private final long deadlineNanos;
  private final Cancellation cancellation;
  private @Nullable PluginResult result;

  /**
   * A run of {@code input}.
   *
   * @param limits what it may use, but for the time
   * @param deadlineNanos when it must be over, by the monotonic clock
   */
  PluginRun(Bytes input, Limits limits, long deadlineNanos, Cancellation cancellation) {
    this.input = input;
    this.limits = limits;
    this.deadlineNanos = deadlineNanos;
    this.cancellation = cancellation;
  }

  Bytes input() {
    return input;
  }

  Limits limits() {
    return limits;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  void result(PluginResult of) {
    result = of;
  }

  @Nullable PluginResult result() {
    return result;
  }
}
