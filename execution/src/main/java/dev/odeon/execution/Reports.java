package dev.odeon.execution;

import dev.odeon.host.PluginResult;

/** Builds the reports that callers get. */
final class Reports {
  private Reports() {}

  /** Counts {@code result} and returns it as a report. */
  static RunReport of(LoadedPlugin loaded, PluginResult result, long nanos) {
    loaded.ran(result.returned());
    return new RunReport(
        loaded.id(), result.outcome(), result.returnCode(), result.output(), nanos, result.fuel());
  }
}
