package dev.odeon.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How many columns a terminal has; what is read by a program is not cut. */
final class TerminalWidth {
  /** As wide as a line may get where no terminal shows it. */
  static final int UNLIMITED = Integer.MAX_VALUE;

  private static final int MIN = 60;
  private static final int MAX = 200;
  private static final int USUAL = 80;
  private static final Pattern SIZE = Pattern.compile("\\s*\\d+ (\\d{1,5})\\s*");

  private TerminalWidth() {}

  /** That of the terminal that this process has. */
  static int ofProcess() {
    return of(System.getenv("COLUMNS"), TerminalWidth::ask);
  }

  /**
   * The width to fill, 60 to 200.
   *
   * @param columns the variable COLUMNS, which wins; null if it is not set
   * @param size what {@code stty size} prints, asked for only if needed
   */
  static int of(@Nullable String columns, Supplier<String> size) {
    OptionalInt named = number(columns == null ? "" : columns.strip());
    if (named.isPresent()) {
      return Math.clamp(named.getAsInt(), MIN, MAX);
    }
    Matcher matcher = SIZE.matcher(size.get());
    OptionalInt asked = matcher.matches() ? number(matcher.group(1)) : OptionalInt.empty();
    return Math.clamp(asked.orElse(USUAL), MIN, MAX);
  }

  /** A number above 0: a terminal that does not know its size says 0. */
  private static OptionalInt number(String text) {
    return text.matches("0*[1-9]\\d{0,5}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  private static String ask() {
    try {
      Process process =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException _) {
      return "";
    }
  }
}
