package dev.odeon.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Ids and hashes of which only the first digits are given. */
public final class Shortened {
  /** Fewer digits mean nothing. */
  public static final int DIGITS_MIN = 4;

  private static final int SHOWN_MAX = 5;

  private Shortened() {}

  /**
   * The only one of {@code found}, of which there is one at least.
   *
   * @param text what was given
   * @throws Failure if there are several; it names them
   */
  public static String only(String text, List<String> found) {
    if (found.size() == 1) {
      return found.getFirst();
    }
    String more =
        found.size() > SHOWN_MAX
            ? " or %s more".formatted(TextFormat.count(found.size() - SHOWN_MAX))
            : "";
    throw Failure.failed(
        "'%s' may mean %s%s: give more of it"
            .formatted(
                TextFormat.brief(text, 80),
                found.stream()
                    .limit(SHOWN_MAX)
                    .map(TextFormat::line)
                    .collect(Collectors.joining(" or ")),
                more));
  }
}
