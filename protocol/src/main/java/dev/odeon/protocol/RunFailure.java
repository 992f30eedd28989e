package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run that failed, beside the reason. Of output, log and standard error it is
 * the last 64 KiB.
 *
 * @param output what it had put out by then
 * @param log its log lines, with a newline between two
 * @param errors what it wrote to standard error
 * @param trace the functions that it was in, innermost first
 * @param limit the limit that it exceeded; null if it was another reason
 */
public record RunFailure(
    Bytes output, Bytes log, Bytes errors, List<String> trace, @Nullable RunLimit limit) {
  private static final int TRACE_MAX = 1_000;
  private static final int OUTPUT_MAX = 64 << 10;

  static final FieldTable<RunFailure> FIELDS =
      FieldTable.<RunFailure>of()
          .optional(
              "output",
              FieldKind.BYTES,
              Bytes.empty(),
              RunFailure::output,
              "what the run had put out by then: the last 64 KiB")
          .optional(
              "log",
              FieldKind.BYTES,
              Bytes.empty(),
              RunFailure::log,
              "its log lines, with a newline between two: the last 64 KiB")
          .optional(
              "stderr",
              FieldKind.BYTES,
              Bytes.empty(),
              RunFailure::errors,
              "what it wrote to standard error: the last 64 KiB")
          .optional(
              "trace",
              FieldKind.list(FieldKind.TEXT, TRACE_MAX),
              List.of(),
              RunFailure::trace,
              "the functions it was in, innermost first, at most 64")
          .inline(RunLimit.FIELDS, RunFailure::limit)
          .make(in ->
              new RunFailure(
                  in.next(), in.next(), in.next(), in.next(), in.nextOrNull(RunLimit.FIELDS)));

  /** Copies the list, and keeps the end of a long output. */
  public RunFailure {
    output = output.slice(Math.max(0, output.size() - OUTPUT_MAX), output.size());
    trace = List.copyOf(trace);
  }
}
