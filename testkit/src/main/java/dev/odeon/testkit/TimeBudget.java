package dev.odeon.testkit;

import java.time.Duration;

/**
 * What the tests tagged {@code long} go by: each may take the same share of the budget that {@code
 * ./verify --long} was given, and reports what it ran in that time.
 */
public final class TimeBudget {
  /** The system property that says how many seconds one test's share is. */
  public static final String SECONDS = "odeon.long.seconds";

  /** As where a single test is run by hand. */
  private static final long SECONDS_UNLESS_SAID = 30;

  private TimeBudget() {}

  /** How long a test tagged long may take. */
  public static Duration share() {
    return Duration.ofSeconds(Long.getLong(SECONDS, SECONDS_UNLESS_SAID));
  }

  /** Prints what a test ran, in a line that {@code ./verify} repeats at its end. */
  public static void report(String test, String what) {
    System.out.printf("long test: %s: %s%n", test, what);
  }
}
