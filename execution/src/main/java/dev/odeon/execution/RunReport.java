package dev.odeon.execution;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.host.Diagnostics;
import java.util.UUID;

/**
 * The result of one run of a plug-in.
 *
 * @param id the plug-in
 * @param outcome returned for the number 0, rejected for another number, else what ended the run; a
 *     trap of kind {@code invalid-input} means that the input did not fit into its memory
 * @param returnCode the returned number; -1 if the run did not return
 * @param output the output; partial if the run did not return
 * @param nanos the duration in nanoseconds; for a stateful plug-in, until the run was durable
 * @param fuel the fuel used, in units
 * @param diagnostics its log lines, its standard error, and the functions it was stopped in
 */
public record RunReport(
    UUID id,
    Outcome outcome,
    int returnCode,
    Bytes output,
    long nanos,
    long fuel,
    Diagnostics diagnostics) {
  /** Whether it returned 0. */
  public boolean succeeded() {
    return outcome instanceof Outcome.Returned;
  }
}
