package dev.odeon.server;

import dev.odeon.base.Outcome;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.LoadException;
import dev.odeon.engine.LoadRequest;
import dev.odeon.execution.ExecutionException;
import dev.odeon.execution.RunReport;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Response;
import dev.odeon.protocol.RunResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What runs came to, in the words of the protocol. */
final class Outcomes {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private Outcomes() {}

  /** Whether the run came to its end, and so has a result, whatever it returned. */
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

  /** Why the run has no result. */
  static Response.Failed failure(
      RunReport report, String before, Response.@Nullable FailedChain chain) {
    return new Response.Failed(
        code(report.outcome()), before + "binary " + report.id() + " " + text(report), chain);
  }

  private static String text(RunReport report) {
    return switch (report.outcome()) {
      case Outcome.Rejected _ -> "returned " + report.returnCode();
      case Outcome.Exhausted(Outcome.Limit limit) ->
          "was over its limit of %s after %d ms and %d fuel: give it more in config, or less to do"
              .formatted(limit, report.nanos() / NANOS_PER_MILLI, report.fuel());
      case Outcome.Returned _, Outcome.Trapped _, Outcome.Cancelled _ -> report.outcome().text();
    };
  }

  static ErrorCode code(Outcome outcome) {
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

  static ErrorCode code(ExecutionException.Kind kind) {
    return switch (kind) {
      case BINARY_NOT_FOUND -> ErrorCode.BINARY_NOT_FOUND;
      case FILE_NOT_FOUND -> ErrorCode.FILE_NOT_FOUND;
      case INVALID_WASM -> ErrorCode.INVALID_WASM;
      case COMPILATION -> ErrorCode.COMPILATION_ERROR;
      case INVALID_INPUT -> ErrorCode.INVALID_INPUT;
      case TOO_LARGE -> ErrorCode.TOO_LARGE;
      case OVERLOADED -> ErrorCode.OVERLOADED;
      case TIME -> ErrorCode.EXECUTION_TIMEOUT;
      case CANCELLED -> ErrorCode.CANCELLED;
    };
  }

  static ErrorCode code(LoadException.Reason reason) {
    return switch (reason) {
      case OVERLOADED -> ErrorCode.OVERLOADED;
      case TIME -> ErrorCode.EXECUTION_TIMEOUT;
      case CANCELLED -> ErrorCode.CANCELLED;
    };
  }

  /** A load that is given up once {@code cancellation} is cancelled. */
  static LoadRequest load(String tenant, @Nullable Long millis, Cancellation cancellation) {
    Duration time = millis == null ? null : Duration.ofMillis(millis);
    return LoadRequest.of(tenant, time, cancellation);
  }
}
