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
import dev.odeon.host.CommandLine;
import dev.odeon.host.PluginContext;
import dev.odeon.host.PluginModule;
import dev.odeon.host.PluginResult;
import dev.odeon.runtime.actor.Plugins;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs code on a thread with a large enough stack, under a permit. Thread-safe. */
final class PluginRunner {
  private static final int SEED_SIZE = 16;

  private final Plugins plugins;
  private final Permits permits;
  private final Clock clock;
  private final PluginContext context;

  PluginRunner(Plugins plugins, Ports ports, Permits permits) {
    this.plugins = plugins;
    this.permits = permits;
    this.clock = ports.clock();
    this.context = new World(ports.clock(), ports.entropy());
  }

  /** The context of a run that is not recorded: it reads the real clock and entropy on demand. */
  private record World(Clock clock, Entropy entropy) implements PluginContext {
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
   * @param commandLine what it is given beside the input if it is a command
   * @param begunNanos when the call began, on the monotonic clock: its time limit counts from then
   */
  PluginResult once(
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
    try {
      Limits left = entry == Permits.Entry.WAITED ? withTimeLeft(limits, begunNanos) : limits;
      return Thread.currentThread().isVirtual()
          ? plugins.onGuestThread(() -> now(module, input, commandLine, left, cancellation))
          : now(module, input, commandLine, left, cancellation);
    } finally {
      permits.leave();
    }
  }

  /**
   * Runs {@code work}, which consists of several runs, under one permit; returns null if it got
   * none in time.
   */
  <T> @Nullable T together(long deadlineNanos, Cancellation cancellation, Supplier<T> work) {
    return permitted(
        deadlineNanos,
        cancellation,
        () -> Thread.currentThread().isVirtual() ? plugins.onGuestThread(work) : work.get());
  }

  /**
   * Runs {@code work} like {@link #together}, for recorded runs: always on a guest thread, as a
   * replay does. A smaller stack could end a run that succeeds in the replay.
   */
  <T> @Nullable T togetherAsTurns(long deadlineNanos, Cancellation cancellation, Supplier<T> work) {
    return permitted(deadlineNanos, cancellation, () -> plugins.onGuestThread(work));
  }

  private <T> @Nullable T permitted(
      long deadlineNanos, Cancellation cancellation, Supplier<T> work) {
    if (permits.enter(deadlineNanos, cancellation) == Permits.Entry.LATE) {
      return null;
    }
    try {
      return work.get();
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
      Cancellation cancellation) {
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
