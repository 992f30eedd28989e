package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What one run asks to be limited to; it can only lower what the server allows.
 *
 * @param timeoutMillis the longest it may take
 * @param memoryMebibytes the most memory it may have
 * @param fuel the most fuel it may use
 */
public record RunConfig(
    @Nullable Long timeoutMillis, @Nullable Long memoryMebibytes, @Nullable Long fuel) {
  /** Asks for nothing. */
  public static final RunConfig NONE = new RunConfig(null, null, null);

  private static final long MEBIBYTES_MAX = Long.MAX_VALUE >> 20;

  /** Checks the ranges. */
  public RunConfig {
    require("timeout_ms", timeoutMillis, Long.MAX_VALUE / 1_000_000);
    require("memory_limit_mb", memoryMebibytes, MEBIBYTES_MAX);
    require("fuel_limit", fuel, Long.MAX_VALUE);
  }

  private static void require(String name, @Nullable Long value, long max) {
    if (value != null && (value < 1 || value > max)) {
      throw new IllegalArgumentException(
          "field '%s' must be from 1 to %d, is %d".formatted(name, max, value));
    }
  }
}
