package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.util.UUID;

/**
 * The result of one run.
 *
 * @param binaryId what ran
 * @param returnCode what it returned; other than 0 it says that it failed
 * @param output its output
 * @param timeMillis how long it took, in whole milliseconds
 * @param fuel what it used
 */
public record RunResult(UUID binaryId, int returnCode, Bytes output, long timeMillis, long fuel) {
  /** Its fields. */
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
