package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The limits that a request sets for one run. They can only lower those of the server; null keeps
 * the server's limit.
 *
 * @param timeoutMillis the time limit in milliseconds
 * @param memoryMebibytes the memory limit in MiB
 * @param fuel the fuel limit in units
 */
public record RunConfig(
    @Nullable Long timeoutMillis, @Nullable Long memoryMebibytes, @Nullable Long fuel) {
  /** No limits but those of the server. */
  public static final RunConfig NONE = new RunConfig(null, null, null);

  static final FieldTable<RunConfig> FIELDS =
      FieldTable.<RunConfig>of()
          .optional("timeout_ms", FieldKind.WHOLE, RunConfig::timeoutMillis, "the time")
          .optional(
              "memory_limit_mb", FieldKind.WHOLE, RunConfig::memoryMebibytes, "the memory, in MiB")
          .optional("fuel_limit", FieldKind.WHOLE, RunConfig::fuel, "the fuel")
          .make(in -> new RunConfig(in.next(), in.next(), in.next()));

  /** The kind of a field that holds these limits. */
  static final FieldKind<RunConfig> KIND = FieldKind.object(FIELDS);

  static final String OF_RUN =
      "limits, each of which lowers what the server allows: timeout_ms, memory_limit_mb, fuel_limit";

  static final String OF_LOAD =
      "timeout_ms: how long compiling the module may take, waiting for other loads included; it lowers what the server allows";

  private static final long MEBIBYTES_MAX = Long.MAX_VALUE >> 20;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is less than 1 or too large
   */
  public RunConfig {
    require("timeout_ms", timeoutMillis, Long.MAX_VALUE / 1_000_000);
    require("memory_limit_mb", memoryMebibytes, MEBIBYTES_MAX);
    require("fuel_limit", fuel, Long.MAX_VALUE);
  }

  /** Returns limits with only a time; {@link #NONE} if it is null. */
  static RunConfig ofTimeout(@Nullable Long millis) {
    return millis == null ? NONE : new RunConfig(millis, null, null);
  }

  private static void require(String name, @Nullable Long value, long max) {
    if (value != null && (value < 1 || value > max)) {
      throw new IllegalArgumentException(
          "field '%s' must be from 1 to %d, is %d".formatted(name, max, value));
    }
  }
}
