package dev.odeon.engine;

/**
 * A version of the table that says what code costs. Nothing runs without one. A block names the one
 * it ran under, and is run again under the same.
 */
public enum Metering {
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
   * @throws IllegalArgumentException if there is none
   */
  public static Metering of(long version) {
    for (Metering each : values()) {
      if (each.version == version) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "metering %d is not known to this version".formatted(version));
  }
}
