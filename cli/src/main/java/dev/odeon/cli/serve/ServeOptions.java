package dev.odeon.cli.serve;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/**
 * What the command itself makes of its settings; the other settings belong to the rooms below.
 *
 * @param modules the folders that modules may be read from; none for anywhere
 * @param noModuleFiles whether modules are read from no file
 * @param quota what tenants may use, as {@link Quotas} reads it
 * @param env variables that actors may be granted, {@code NAME} or {@code NAME=VALUE}
 * @param degraded whether a damaged home is opened
 * @param gcEvery how often the store is collected; zero for never
 * @param logLevel the least level that is logged
 */
record ServeOptions(
    List<String> modules,
    boolean noModuleFiles,
    List<String> quota,
    List<String> env,
    boolean degraded,
    Duration gcEvery,
    Level logLevel) {
  static ServeOptions defaults() {
    return new ServeOptions(
        List.of(), false, List.of(), List.of(), false, Duration.ZERO, Level.INFO);
  }
}
