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
 * @param log its log lines, if they are not the output: the last 64 KiB
 * @param errors what it wrote to standard error: the last 64 KiB
 */
public record RunResult(
    UUID binaryId,
    int returnCode,
    Bytes output,
    long timeMillis,
    long fuel,
    Bytes log,
    Bytes errors) {
  /** The result of a run that wrote nothing beside its output. */
  public RunResult(UUID binaryId, int returnCode, Bytes output, long timeMillis, long fuel) {
    this(binaryId, returnCode, output, timeMillis, fuel, Bytes.empty(), Bytes.empty());
  }

  /** The fields of a result. */
  public static final FieldTable<RunResult> FIELDS =
      FieldTable.<RunResult>of()
          .required("binary_id", FieldKind.UUID, RunResult::binaryId, "the plug-in")
          .required("return_code", FieldKind.WHOLE, it -> (long) it.returnCode, "0 if it succeeded")
          .required("output", FieldKind.BYTES, RunResult::output, "its output")
          .required("execution_time_ms", FieldKind.WHOLE, RunResult::timeMillis, "how long it ran")
          .required("fuel_consumed", FieldKind.WHOLE, RunResult::fuel, "the fuel it used")
          .optional(
              "log",
              FieldKind.BYTES,
              Bytes.empty(),
              RunResult::log,
              "its log lines, with a newline between two, if they are not the output: the last 64 KiB")
          .optional(
              "stderr",
              FieldKind.BYTES,
              Bytes.empty(),
              RunResult::errors,
              "what it wrote to standard error: the last 64 KiB")
          .make(in ->
              new RunResult(
                  in.next(),
                  Math.toIntExact(in.<Long>next()),
                  in.next(),
                  in.next(),
                  in.next(),
                  in.next(),
                  in.next()));

  /** Whether it wrote something beside its output. */
  boolean saysMore() {
    return !log.isEmpty() || !errors.isEmpty();
  }
}
