package dev.odeon.execution;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import java.util.UUID;

/**
 * What one run of a plug-in came to.
 *
 * @param id the plug-in
 * @param outcome returned if it answered 0; rejected if it answered another number; else what ended
 *     it. A trap of kind {@code invalid-input} says that the input had no place in its memory
 * @param returnCode what it answered; -1 if it did not come to that
 * @param output what it put out, as far as it came
 * @param nanos how long it took, in nanoseconds: with a state, until it was durable
 * @param fuel what it used, in units
 */
public record RunReport(
    UUID id, Outcome outcome, int returnCode, Bytes output, long nanos, long fuel) {
  /** Whether it answered 0. */
  public boolean succeeded() {
    return outcome instanceof Outcome.Returned;
  }
}
