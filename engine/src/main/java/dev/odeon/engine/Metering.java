package dev.odeon.engine;

/**
 * A version of the table that says what code costs. A block names the one it ran under, and is run
 * again under the same.
 */
public enum Metering {
  /** Nothing is counted: only the time limit and the JVM's own stack end a run. */
  NONE(0),
  /** Fuel, stack slots and canonical NaNs by the first table. */
  FIRST(1);

  /** What new runs use. */
  public static final Metering LATEST = FIRST;

  private final int version;

  Metering(int version) {
    this.version = version;
  }

  /** The number that formats use. */
  public int version() {
    return version;
  }

  /**
   * The metering of {@code version}.
   *
   * @throws IllegalArgumentException if there is none: the format is newer
   */
  public static Metering of(long version) {
    for (Metering each : values()) {
      if (each.version == version) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "metering %d is not known: a newer Odeon wrote it".formatted(version));
  }
}
