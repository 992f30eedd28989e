package dev.odeon.log;

import java.time.Duration;
import java.util.List;

/**
 * What opening a log found and did.
 *
 * @param end the first position to come: everything before it is durable
 * @param batches the number of batches ever written
 * @param segments the number of segments, the active one included
 * @param created whether there was no log before
 * @param bytesCut the size of the torn tail that was cut off
 * @param recordsReplayed the records of the active segment that were read
 * @param rebuilt the names of the index files that were written anew
 * @param took how long it took
 */
public record Recovery(
    LogPosition end,
    long batches,
    int segments,
    boolean created,
    long bytesCut,
    long recordsReplayed,
    List<String> rebuilt,
    Duration took) {
  /** Copies the list. */
  public Recovery {
    rebuilt = List.copyOf(rebuilt);
  }

  /**
   * Checks that nothing acknowledged is gone.
   *
   * @param least the end that {@code witness} remembers
   * @param witness what remembers it, for the message: {@code the clean-shutdown mark}
   * @throws LogException.Shortened if the log ends before that
   */
  public void requireEnd(LogPosition least, String witness) {
    if (end.compareTo(least) < 0) {
      throw new LogException.Shortened(witness, least, end);
    }
  }
}
