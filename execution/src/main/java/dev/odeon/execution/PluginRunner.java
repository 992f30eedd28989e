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
import dev.odeon.host.PluginContext;
import dev.odeon.host.PluginModule;
import dev.odeon.host.PluginResult;
import dev.odeon.runtime.Plugins;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** PluginRunner code on a thread that has the stack for it, under a permit. Any thread. */
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

  /** What a run that is recorded nowhere sees: the world, when it asks. */
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
   * PluginRunner {@code module}, which keeps no state, once.
   *
   * @param begunNanos when the call began: the time counts from then
   */
  PluginResult once(
      PluginModule module, Bytes input, Limits limits, long begunNanos, Cancellation cancellation) {
    Permits.Entry entry = permits.enter(begunNanos + limits.time().toNanos(), cancellation);
    if (entry == Permits.Entry.LATE) {
      return late(cancellation);
    }
    try {
      Limits left = entry == Permits.Entry.WAITED ? withTimeLeft(limits, begunNanos) : limits;
      return Thread.currentThread().isVirtual()
          ? plugins.onGuestThread(() -> now(module, input, left, cancellation))
          : now(module, input, left, cancellation);
    } finally {
      permits.leave();
    }
  }

  /**
   * PluginRunner {@code work}, which takes several runs, under one permit; null if it became too
   * late.
   */
  <T> @Nullable T together(long deadlineNanos, Cancellation cancellation, Supplier<T> work) {
    return permitted(
        deadlineNanos,
        cancellation,
        () -> Thread.currentThread().isVirtual() ? plugins.onGuestThread(work) : work.get());
  }

  /**
   * The same for runs that are recorded: always on a guest thread, since a replay is on one, and a
   * thread with less of a stack could end a run that a replay does not.
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

  /** PluginRunner {@code module} at once, on this thread. */
  PluginResult now(PluginModule module, Bytes input, Limits limits, Cancellation cancellation) {
    return module.run(input, context, null, limits, cancellation);
  }

  /** What a run came to that did not begin: it was cancelled, or is out of time. */
  static PluginResult late(Cancellation cancellation) {
    return nothing(
        cancellation.cancelled()
            ? new Outcome.Cancelled()
            : new Outcome.Exhausted(Outcome.Limit.TIME));
  }

  /** What a run came to that did not begin. */
  static PluginResult nothing(Outcome outcome) {
    return new PluginResult(outcome, -1, Bytes.empty(), Bytes.empty(), 0);
  }

  /** {@code limits} with what is left of their time since {@code begunNanos}, at least a moment. */
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

  /** What a failure of the machine, not of the plug-in, is to the caller. */
  static RuntimeException refusal(RuntimeException failure) {
    return switch (failure) {
      case OverloadedException e -> Registry.overloaded(e);
      case LoadException e ->
          new ExecutionException(kind(e.reason()), String.valueOf(e.getMessage()), e);
      case dev.odeon.runtime.NotTakenException e -> Registry.overloaded(e);
      case ModuleException e ->
          new ExecutionException(
              ExecutionException.Kind.COMPILATION, String.valueOf(e.getMessage()), e);
      default -> failure;
    };
  }
}
