package dev.odeon.execution;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Entropy;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.engine.LoadException;
import dev.odeon.engine.ModuleException;
import dev.odeon.engine.OverloadedException;
import dev.odeon.engine.RunPacing;
import dev.odeon.host.CommandLine;
import dev.odeon.host.PluginContext;
import dev.odeon.host.PluginModule;
import dev.odeon.host.PluginResult;
import dev.odeon.runtime.actor.Plugins;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs code on a thread with a large enough stack, under a permit. Thread-safe. */
final class PluginRunner {
  private static final int SEED_SIZE = 16;

  private final Plugins plugins;
  private final Permits permits;
  private final Clock clock;
  private final Ports ports;

  PluginRunner(Plugins plugins, Ports ports, Permits permits) {
    this.plugins = plugins;
    this.permits = permits;
    this.clock = ports.clock();
    this.ports = ports;
  }

  /** The context of a run that is not recorded: it reads the real clock and entropy on demand. */
  private record World(Clock clock, Entropy entropy, @Nullable RunPacing pacing)
      implements PluginContext {
    @Override
    public long timeMillis() {
      return clock.millis();
    }

    @Override
    public Bytes seed() {
      return entropy.bytes(SEED_SIZE);
    }
  }

  /**
   * Runs the stateless {@code module} once.
   *
   * @param tenant whose share its time is
   * @param commandLine what it is given beside the input if it is a command
   * @param begunNanos when the call began, on the monotonic clock: its time limit counts from then
   */
  PluginResult once(
      String tenant,
      PluginModule module,
      Bytes input,
      CommandLine commandLine,
      Limits limits,
      long begunNanos,
      Cancellation cancellation) {
    Permits.Entry entry = permits.enter(begunNanos + limits.time().toNanos(), cancellation);
    if (entry == Permits.Entry.LATE) {
      return late(cancellation);
    }
    Limits left = entry == Permits.Entry.WAITED ? withTimeLeft(limits, begunNanos) : limits;
    return permitted(tenant, pacing -> now(module, input, commandLine, left, cancellation, pacing));
  }

  /**
   * Runs {@code work}, which consists of several runs of {@code tenant}, under one permit; returns
   * null if it got none in time.
   *
   * @param work is given when its runs give way to others; null for as all of the engine do
   */
  <T> @Nullable T together(
      String tenant,
      long deadlineNanos,
      Cancellation cancellation,
      Function<@Nullable RunPacing, T> work) {
    return permits.enter(deadlineNanos, cancellation) == Permits.Entry.LATE
        ? null
        : permitted(tenant, work);
  }

  private <T> T permitted(String tenant, Function<@Nullable RunPacing, T> work) {
    try (RunPermit permit = new RunPermit(permits, plugins, tenant)) {
      permit.begin();
      if (Thread.currentThread().isVirtual()) {
        permit.end(); // the guest threads count it from here on
        return plugins.onGuestThread(tenant, () -> work.apply(null));
      }
      return work.apply(permit);
    }
  }

  /**
   * Runs {@code work} like {@link #together}, for recorded runs: always on a guest thread, as a
   * replay does. A smaller stack could end a run that succeeds in the replay.
   */
  <T> @Nullable T togetherAsTurns(
      String tenant, long deadlineNanos, Cancellation cancellation, Supplier<T> work) {
    if (permits.enter(deadlineNanos, cancellation) == Permits.Entry.LATE) {
      return null;
    }
    try {
      return plugins.onGuestThread(tenant, work);
    } finally {
      permits.leave();
    }
  }

  /** Runs {@code module} at once, on this thread. */
  PluginResult now(
      PluginModule module,
      Bytes input,
      CommandLine commandLine,
      Limits limits,
      Cancellation cancellation,
      @Nullable RunPacing pacing) {
    PluginContext context = new World(ports.clock(), ports.entropy(), pacing);
    return module.run(input, commandLine, context, null, limits, cancellation);
  }

  /** Returns the result of a run that did not begin: it was cancelled, or its time is over. */
  static PluginResult late(Cancellation cancellation) {
    return PluginResult.unrun(
        cancellation.cancelled()
            ? new Outcome.Cancelled()
            : new Outcome.Exhausted(Outcome.Limit.TIME));
  }

  /**
   * Returns {@code limits} with the time that is left since {@code begunNanos}, at least a moment.
   */
  Limits withTimeLeft(Limits limits, long begunNanos) {
    long left = begunNanos + limits.time().toNanos() - clock.nanos();
    return limits.withTime(Duration.ofNanos(Math.max(1, left))).withFuel(limits.fuel());
  }

  private static ExecutionException.Kind kind(LoadException.Reason reason) {
    return switch (reason) {
      case CANCELLED -> ExecutionException.Kind.CANCELLED;
      case TIME -> ExecutionException.Kind.TIME;
      case OVERLOADED -> ExecutionException.Kind.OVERLOADED;
    };
  }

  /** Maps a failure of the machine, not of the plug-in, to an exception for the caller. */
  static RuntimeException refusal(RuntimeException failure) {
    return switch (failure) {
      case OverloadedException e -> Registry.overloaded(e);
      case LoadException e ->
          new ExecutionException(kind(e.reason()), String.valueOf(e.getMessage()), e);
      case dev.odeon.runtime.RefusedException e -> Registry.overloaded(e);
      case ModuleException e ->
          new ExecutionException(
              ExecutionException.Kind.COMPILATION, String.valueOf(e.getMessage()), e);
      default -> failure;
    };
  }
}
