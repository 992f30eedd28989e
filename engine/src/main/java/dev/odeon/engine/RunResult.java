package dev.odeon.engine;

import dev.odeon.base.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param outcome returned, trapped, exhausted or cancelled
 * @param value what the body answered if it returned; null otherwise
 * @param fuel the fuel used, in units
 * @param stackSlots the most stack slots used at a time
 * @param trace the guest's functions that were on the stack when it was stopped, innermost first,
 *     at most 64; empty if it returned. They depend on the machine, and are part of no record
 */
public record RunResult<T>(
    Outcome outcome, @Nullable T value, long fuel, int stackSlots, List<GuestFrame> trace) {
  /** A result without guest code. */
  public RunResult(Outcome outcome, @Nullable T value) {
    this(outcome, value, 0, 0, List.of());
  }

  /** Whether the body came to its end. */
  public boolean returned() {
    return outcome instanceof Outcome.Returned;
  }
}
