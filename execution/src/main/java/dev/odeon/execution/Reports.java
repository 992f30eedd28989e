package dev.odeon.execution;

import dev.odeon.base.Outcome;
import dev.odeon.host.PluginResult;

/** Builds the reports that callers get. */
final class Reports {
  private Reports() {}

  /** Counts {@code result} and returns it as a report. */
  static RunReport of(LoadedPlugin loaded, PluginResult result, long nanos) {
    loaded.ran(result.returned());
    return new RunReport(
        loaded.id(),
        result.outcome(),
        result.returnCode(),
        result.output(),
        nanos,
        result.fuel(),
        result.diagnostics());
  }

  /** The exception for who wants the output of a run that failed. */
  static ExecutionException failure(RunReport report) {
    return new ExecutionException(
        report,
        "the plug-in %s failed: %s"
            .formatted(
                report.id(),
                report.outcome() instanceof Outcome.Rejected
                    ? "it returned " + report.returnCode()
                    : report.outcome().text()));
  }
}
