package dev.odeon.service;

import dev.odeon.base.Outcome;
import dev.odeon.engine.GuestFrame;
import dev.odeon.engine.Limits;
import dev.odeon.engine.LoadRequest;
import dev.odeon.execution.Execution;
import dev.odeon.execution.RunLimits;
import dev.odeon.execution.RunReport;
import dev.odeon.host.Diagnostics;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.RunConfig;
import dev.odeon.protocol.RunFailure;
import dev.odeon.protocol.RunLimit;
import dev.odeon.protocol.RunResult;
import java.time.Duration;
import java.util.Locale;
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
        report.fuel(),
        report.diagnostics().log(),
        report.diagnostics().errors());
  }

  /**
   * Returns the error for a run that has no result.
   *
   * @param exceeded the limit that it exceeded; null if it was another reason
   */
  static RequestException failure(
      RunReport report,
      String before,
      RequestException.@Nullable FailedPipeline pipeline,
      @Nullable RunLimit exceeded) {
    String what = before + "plug-in " + report.id() + " " + text(report, exceeded);
    return new RequestException(
        code(report.outcome()),
        exceeded == null ? what : what + ": " + exceeded.advice(),
        pipeline,
        details(report, exceeded));
  }

  /** What a run that returned, whatever its code, has in its result already is not repeated. */
  private static @Nullable RunFailure details(RunReport report, @Nullable RunLimit exceeded) {
    Diagnostics diagnostics = report.diagnostics();
    return ended(report)
        ? null
        : new RunFailure(
            report.output(),
            diagnostics.log(),
            diagnostics.errors(),
            diagnostics.trace().stream().map(GuestFrame::text).toList(),
            exceeded);
  }

  private static String text(RunReport report, @Nullable RunLimit exceeded) {
    return switch (report.outcome()) {
      case Outcome.Rejected _ -> "returned " + report.returnCode();
      case Outcome.Exhausted(Outcome.Limit limit) ->
          String.format(
              Locale.ROOT,
              "exceeded its %s after %,d ms and %,d fuel",
              exceeded == null ? "limit of " + limit : exceeded.text(),
              report.nanos() / NANOS_PER_MILLI,
              report.fuel());
      case Outcome.Returned _, Outcome.Trapped _, Outcome.Cancelled _ -> report.outcome().text();
    };
  }

  /** Returns the limit that the run exceeded; null if it ended for another reason. */
  static @Nullable RunLimit exceeded(RunReport report, RunLimits asked, Execution execution) {
    if (!(report.outcome() instanceof Outcome.Exhausted(Outcome.Limit limit))) {
      return null;
    }
    long allowed = value(limit, execution.lowered(asked));
    return new RunLimit(limit, allowed, allowed < value(limit, execution.limits()));
  }

  private static long value(Outcome.Limit limit, Limits limits) {
    return switch (limit) {
      case TIME -> limits.time().toMillis();
      case FUEL -> limits.fuel();
      case MEMORY -> limits.memoryBytesMax();
      case TABLE -> limits.tableElementsMax();
      case STACK -> limits.stackSlots();
      case OUTPUT -> limits.outputBytesMax();
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
