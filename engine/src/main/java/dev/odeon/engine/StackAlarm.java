package dev.odeon.engine;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells, once for each module, that the JVM's stack ended where the count of slots was to end the
 * run first: a fact about the machine came into a run that should depend on nothing but module and
 * input. Either the thread had too small a stack, or the count is wrong.
 */
final class StackAlarm {
  /** Loaded when it is first needed, which is hoped to be never. */
  private static final class Log {
    private static final System.Logger LOGGER = System.getLogger(StackAlarm.class.getPackageName());
  }

  private final AtomicBoolean raised = new AtomicBoolean();

  /** Tells it of {@code module}, unless that was told before. */
  void raise(CompiledModule module, Limits limits) {
    if (raised.compareAndSet(false, true)) {
      Log.LOGGER.log(
          System.Logger.Level.ERROR,
          String.format(
              Locale.ROOT,
              "the stack of the JVM ended before %,d slots were used, in module %s: run guests on threads with 256 MiB of stack a million slots; if this one has them, please report it",
              limits.stackSlots(),
              module.hash()));
    }
  }
}
