package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.util.UUID;

/**
 * The result of one run.
 *
 * @param binaryId the plug-in
 * @param returnCode the returned number; other than 0 means failure
 * @param output the output
 * @param timeMillis the duration in whole milliseconds
 * @param fuel the fuel used, in units
 */
public record RunResult(UUID binaryId, int returnCode, Bytes output, long timeMillis, long fuel) {
  /** The fields of a result. */
  public static final FieldTable<RunResult> FIELDS =
      FieldTable.<RunResult>of()
          .required("binary_id", FieldKind.UUID, RunResult::binaryId, "the plug-in")
          .required("return_code", FieldKind.WHOLE, it -> (long) it.returnCode, "0 if it succeeded")
          .required("output", FieldKind.BYTES, RunResult::output, "its output")
          .required("execution_time_ms", FieldKind.WHOLE, RunResult::timeMillis, "how long it ran")
          .required("fuel_consumed", FieldKind.WHOLE, RunResult::fuel, "the fuel it used")
          .make(in ->
              new RunResult(
                  in.next(), Math.toIntExact(in.<Long>next()), in.next(), in.next(), in.next()));
}
