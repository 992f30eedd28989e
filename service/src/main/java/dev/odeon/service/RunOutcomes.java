package dev.odeon.service;

import dev.odeon.base.Outcome;
import dev.odeon.engine.LoadRequest;
import dev.odeon.execution.RunLimits;
import dev.odeon.execution.RunReport;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.RunConfig;
import dev.odeon.protocol.RunResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Maps the outcomes of runs to results and errors of the protocol. */
final class RunOutcomes {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private RunOutcomes() {}

  /** Returns whether the run returned, with any number, and so has a result. */
  static boolean ended(RunReport report) {
    return report.outcome() instanceof Outcome.Returned
        || report.outcome() instanceof Outcome.Rejected;
  }

  static RunResult result(RunReport report) {
    return new RunResult(
        report.id(),
        report.returnCode(),
        report.output(),
        report.nanos() / NANOS_PER_MILLI,
        report.fuel());
  }

  /** Returns the error for a run that has no result. */
  static RequestException failure(
      RunReport report, String before, RequestException.@Nullable FailedPipeline pipeline) {
    return new RequestException(
        code(report.outcome()), before + "plug-in " + report.id() + " " + text(report), pipeline);
  }

  private static String text(RunReport report) {
    return switch (report.outcome()) {
      case Outcome.Rejected _ -> "returned " + report.returnCode();
      case Outcome.Exhausted(Outcome.Limit limit) ->
          "exceeded its limit of %s after %d ms and %d fuel: give it more in config, or less to do"
              .formatted(limit, report.nanos() / NANOS_PER_MILLI, report.fuel());
      case Outcome.Returned _, Outcome.Trapped _, Outcome.Cancelled _ -> report.outcome().text();
    };
  }

  private static ErrorCode code(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Returned _, Outcome.Rejected _ -> ErrorCode.RUNTIME_ERROR;
      case Outcome.Trapped(String kind, String _) ->
          kind.equals("invalid-input") ? ErrorCode.INVALID_INPUT : ErrorCode.RUNTIME_ERROR;
      case Outcome.Exhausted(Outcome.Limit limit) ->
          switch (limit) {
            case FUEL -> ErrorCode.FUEL_EXHAUSTED;
            case TIME -> ErrorCode.EXECUTION_TIMEOUT;
            case MEMORY, TABLE -> ErrorCode.OUT_OF_MEMORY;
            case STACK -> ErrorCode.STACK_OVERFLOW;
            case OUTPUT -> ErrorCode.TOO_LARGE;
          };
      case Outcome.Cancelled _ -> ErrorCode.CANCELLED;
    };
  }

  static RunLimits limits(RunConfig config) {
    if (config.equals(RunConfig.NONE)) {
      return RunLimits.NOTHING;
    }
    Long millis = config.timeoutMillis();
    Long mebibytes = config.memoryMebibytes();
    return new RunLimits(
        millis == null ? null : Duration.ofMillis(millis),
        mebibytes == null ? null : mebibytes << 20,
        config.fuel());
  }

  /** Returns a load that ends with the request's cancellation or the time limit. */
  static LoadRequest load(@Nullable Long millis, RequestContext context) {
    Duration time = millis == null ? null : Duration.ofMillis(millis);
    return LoadRequest.of(context.tenant(), time, context.cancellation());
  }
}
