package dev.odeon.protocol;

/** Reads the server's metrics. */
public record ReadMetrics() implements Request<ReadMetrics.Result> {
  /** The operation. */
  public static final Operation<ReadMetrics, Result> OPERATION =
      Operation.of(
          "Metrics",
          "Gives what the server counts and measures, as Prometheus text.",
          () -> FieldTable.none(new ReadMetrics()),
          () ->
              FieldTable.<Result>of()
                  .required("text", FieldKind.TEXT, Result::text, "the metrics")
                  .make(in -> new Result(in.next())));

  /** The metrics in the Prometheus text format. */
  public record Result(String text) {}

  @Override
  public Operation<ReadMetrics, Result> operation() {
    return OPERATION;
  }
}
