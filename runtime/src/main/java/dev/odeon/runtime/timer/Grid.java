package dev.odeon.runtime.timer;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The times at which a timer of a manifest is due, again and again. Times are in milliseconds since
 * 1970. Immutable.
 */
public sealed interface Grid permits Grid.Regular, Grid.Never, CronGrid {
  /** The first time after {@code afterMillis}; empty if there is none. */
  OptionalLong next(long anchorMillis, long afterMillis);

  /**
   * The last time at or before {@code atMillis}, if there is one after {@code afterMillis}.
   *
   * @param anchorMillis when the timer was set
   */
  OptionalLong latest(long anchorMillis, long afterMillis, long atMillis);

  /** What the manifest says, for people. */
  String text();

  /**
   * Every so often, counted from when the timer was set.
   *
   * @param period how often
   * @param text as the manifest writes it
   */
  record Regular(Duration period, String text) implements Grid {
    @Override
    public OptionalLong next(long anchorMillis, long afterMillis) {
      return OptionalLong.of(anchorMillis + (steps(anchorMillis, afterMillis) + 1) * millis());
    }

    @Override
    public OptionalLong latest(long anchorMillis, long afterMillis, long atMillis) {
      long last = anchorMillis + steps(anchorMillis, atMillis) * millis();
      return last > Math.max(afterMillis, anchorMillis)
          ? OptionalLong.of(last)
          : OptionalLong.empty();
    }

    private long steps(long anchorMillis, long atMillis) {
      return Math.max(0, Math.floorDiv(atMillis - anchorMillis, millis()));
    }

    private long millis() {
      return period.toMillis();
    }
  }

  /** Of a timer whose manifest cannot be read: no times at all. */
  enum Never implements Grid {
    /** The one there is. */
    NEVER;

    @Override
    public OptionalLong next(long anchorMillis, long afterMillis) {
      return OptionalLong.empty();
    }

    @Override
    public OptionalLong latest(long anchorMillis, long afterMillis, long atMillis) {
      return OptionalLong.empty();
    }

    @Override
    public String text() {
      return "never";
    }
  }
}
