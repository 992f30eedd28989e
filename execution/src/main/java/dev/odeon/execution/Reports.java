package dev.odeon.execution;

import dev.odeon.host.PluginResult;

/** Results as callers see them. */
final class Reports {
  private Reports() {}

  /** What {@code result} is to the caller, counted. */
  static RunReport of(LoadedPlugin loaded, PluginResult result, long nanos) {
    loaded.ran(result.returned());
    return new RunReport(
        loaded.id(), result.outcome(), result.returnCode(), result.output(), nanos, result.fuel());
  }
}
