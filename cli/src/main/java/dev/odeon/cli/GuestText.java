package dev.odeon.cli;

import dev.odeon.base.Bytes;
import java.util.List;

/** What guests say, for people: on standard error, line by line. */
public final class GuestText {
  private GuestText() {}

  /** Prints the lines of {@code text}, if there are any. */
  public static void note(Console console, Bytes text) {
    if (!text.isEmpty()) {
      text.text().lines().forEach(line -> console.note(TextFormat.line(line)));
    }
  }

  /** Prints the lines of {@code text}, and the functions that the guest was in. */
  public static void note(Console console, Bytes text, List<String> trace) {
    note(console, text);
    trace.forEach(each -> console.note("  in " + TextFormat.line(each)));
  }
}
