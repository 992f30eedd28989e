package dev.odeon.host.capability;

import dev.odeon.base.Key;
import dev.odeon.host.GrantTable;
import dev.odeon.host.GrantType;
import java.util.ArrayList;
import java.util.List;

/**
 * The actors that messages of one actor may go to. A manifest names them as {@code targets}: each
 * an id, {@code category/id}, or the beginning of either with {@code *} behind it; without them all
 * actors of the own tenant are.
 *
 * @param patterns what it names; empty for all
 */
record Targets(List<Pattern> patterns) {
  /** How a manifest grants it. */
  static final GrantType<Targets> GRANTS = new GrantType<>(List.of("targets"), Targets::of);

  private static final Targets ALL = new Targets(List.of());

  /**
   * Some actors of a category.
   *
   * @param id their id, or the beginning of their ids
   * @param begins whether it is a beginning
   */
  record Pattern(String category, String id, boolean begins) {
    boolean covers(Key key) {
      return key.category().equals(category)
          && (begins ? key.id().startsWith(id) : key.id().equals(id));
    }
  }

  Targets {
    patterns = List.copyOf(patterns);
  }

  private static Targets of(GrantTable table) {
    List<String> texts = table.texts("targets");
    if (texts == null) {
      return ALL;
    }
    List<Pattern> patterns = new ArrayList<>(texts.size());
    for (String text : texts) {
      try {
        patterns.add(pattern(text));
      } catch (IllegalArgumentException e) {
        throw table.wrong(
            "targets",
            "'%s' names no actors: write an id, category/id, or a beginning with * behind it (%s)"
                .formatted(text, e.getMessage()));
      }
    }
    return patterns.isEmpty() ? new Targets(List.of(NOBODY)) : new Targets(patterns);
  }

  /** No key has it. */
  private static final Pattern NOBODY = new Pattern("", "", false);

  private static Pattern pattern(String text) {
    boolean begins = text.endsWith("*");
    String named = begins ? text.substring(0, text.length() - 1) : text;
    boolean whole = begins && (named.isEmpty() || named.endsWith("/"));
    Key key = Key.parse(Key.DEFAULT_TENANT, whole ? named + "x" : named);
    return new Pattern(key.category(), whole ? "" : key.id(), begins);
  }

  /** Whether {@code key}, of the own tenant, is one of them. */
  boolean cover(Key key) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.covers(key));
  }
}
