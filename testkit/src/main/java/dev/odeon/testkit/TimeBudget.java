package dev.odeon.testkit;

import java.time.Duration;

/**
 * The time budget of tests tagged {@code long}: {@code ./verify --long} gives each an equal share
 * of its budget, and each reports what it ran in that time.
 */
public final class TimeBudget {
  /** The system property with the share of one test, in seconds. */
  public static final String SECONDS = "odeon.long.seconds";

  /** The share if the property is not set, as when a single test is run by hand. */
  private static final long SECONDS_UNLESS_SAID = 30;

  private TimeBudget() {}

  /** The time that a test tagged long may take. */
  public static Duration share() {
    return Duration.ofSeconds(Long.getLong(SECONDS, SECONDS_UNLESS_SAID));
  }

  /** Prints what a test ran, in a line that {@code ./verify} repeats at its end. */
  public static void report(String test, String what) {
    System.out.printf("long test: %s: %s%n", test, what);
  }
}
