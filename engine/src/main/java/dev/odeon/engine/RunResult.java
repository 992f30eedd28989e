package dev.odeon.engine;

import dev.odeon.base.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param outcome returned, trapped, exhausted or cancelled
 * @param value what the body answered if it returned; null otherwise
 * @param fuel the fuel used, in units; 0 if the code is not metered
 * @param stackSlots the most stack slots used at a time; 0 if the code is not metered
 */
public record RunResult<T>(Outcome outcome, @Nullable T value, long fuel, int stackSlots) {
  /** A result without guest code, or of code that is not metered. */
  public RunResult(Outcome outcome, @Nullable T value) {
    this(outcome, value, 0, 0);
  }

  /** Whether the body came to its end. */
  public boolean returned() {
    return outcome instanceof Outcome.Returned;
  }
}
