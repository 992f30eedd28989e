package dev.odeon.cli;

import dev.odeon.base.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Finds what a person may have meant by a misspelt name. */
public final class Suggestions {
  private Suggestions() {}

  /**
   * The question for an error line, such as {@code : did you mean 'list' or 'load'?}; empty if no
   * name is near.
   */
  public static String question(String wrong, Collection<String> names) {
    return question(near(wrong, names));
  }

  /** The question whether one of {@code near} was meant; empty if there is none. */
  public static String question(List<String> near) {
    return near.isEmpty()
        ? ""
        : near.stream()
            .map(name -> "'" + TextFormat.line(name) + "'")
            .collect(Collectors.joining(" or ", ": did you mean ", "?"));
  }

  /** The names that are near {@code wrong}: see {@link Spelling#near}. */
  public static List<String> near(String wrong, Collection<String> names) {
    return Spelling.near(wrong, names);
  }
}
