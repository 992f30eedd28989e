package dev.odeon.engine;

import dev.odeon.base.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param outcome returned, trapped, exhausted or cancelled
 * @param value what the body answered if it returned; null otherwise
 */
public record RunResult<T>(Outcome outcome, @Nullable T value) {
  /** Whether the body came to its end. */
  public boolean returned() {
    return outcome instanceof Outcome.Returned;
  }
}
