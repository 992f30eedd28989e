package dev.odeon.runtime;

/**
 * Where a stream must stand when events are appended to it. A version counts the domain events of
 * the stream: 0 is a stream that has none.
 */
public sealed interface ExpectedVersion {
  /** Wherever it stands. */
  ExpectedVersion ANY = new Any();

  /** It has no event. */
  ExpectedVersion NONE = new None();

  /** It has an event. */
  ExpectedVersion EXISTS = new Exists();

  /** Wherever it stands. */
  record Any() implements ExpectedVersion {
    @Override
    public String toString() {
      return "any";
    }
  }

  /** It has no event. */
  record None() implements ExpectedVersion {
    @Override
    public String toString() {
      return "none";
    }
  }

  /** It has an event. */
  record Exists() implements ExpectedVersion {
    @Override
    public String toString() {
      return "exists";
    }
  }

  /**
   * It has exactly so many events.
   *
   * @param version how many
   */
  record Exactly(long version) implements ExpectedVersion {
    /** Checks that it is not negative. */
    public Exactly {
      if (version < 0) {
        throw new IllegalArgumentException("a version is 0 or more, not " + version);
      }
    }

    @Override
    public String toString() {
      return Long.toString(version);
    }
  }

  /** It has exactly {@code version} events. */
  static ExpectedVersion exactly(long version) {
    return new Exactly(version);
  }

  /** Whether a stream of {@code actual} events is as expected. */
  default boolean holds(long actual) {
    return switch (this) {
      case Any _ -> true;
      case None _ -> actual == 0;
      case Exists _ -> actual > 0;
      case Exactly(long version) -> actual == version;
    };
  }
}
