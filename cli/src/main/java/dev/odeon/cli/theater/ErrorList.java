package dev.odeon.cli.theater;

import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.TextFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * What went wrong with parts of a work that went on without them. All are counted; of very many,
 * the first are kept. Any number of threads.
 */
public final class ErrorList {
  private static final int KEPT_MAX = 1000;

  private final List<String> lines = new ArrayList<>();
  private long count;

  /** Takes one, as one line. */
  synchronized void add(String line) {
    count++;
    if (lines.size() < KEPT_MAX) {
      lines.add(TextFormat.line(line));
    }
  }

  /** Those that were kept, in the order in which they came. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * Tells people all that were kept, and ends the command if there is one.
   *
   * @param where they were found, for the error
   * @throws Failure naming the first
   */
  public synchronized void require(Console console, String where) {
    if (count == 0) {
      return;
    }
    if (!console.json()) {
      lines.forEach(line -> console.say("  " + line));
    }
    throw Failure.failed(
        "%s in %s: %s"
            .formatted(TextFormat.count(count, "problem", "problems"), where, lines.getFirst()));
  }
}
