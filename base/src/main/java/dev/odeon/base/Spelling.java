package dev.odeon.base;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what a person may have meant by a misspelt name. */
public final class Spelling {
  private static final int FOUND_MAX = 3;

  /** A shorter word is near too many others. */
  private static final int PREFIX_MIN = 2;

  private Spelling() {}

  /**
   * The names that are near {@code wrong}, the nearest first, at most three: those that begin with
   * it, and those that a third of its characters, at least one, turns into it. Case does not count.
   */
  public static List<String> near(String wrong, Collection<String> names) {
    String sought = wrong.toLowerCase(Locale.ROOT);
    int most = Math.max(1, sought.codePointCount(0, sought.length()) / 3);
    return names.stream()
        .distinct()
        .map(name -> new Candidate(name, distance(sought, name.toLowerCase(Locale.ROOT), most)))
        .filter(candidate -> candidate.distance() <= most)
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(FOUND_MAX)
        .map(Candidate::name)
        .toList();
  }

  private record Candidate(String name, int distance) {}

  private static int distance(String sought, String name, int most) {
    if (sought.length() >= PREFIX_MIN && name.startsWith(sought)) {
      return Math.min(most, name.length() - sought.length());
    }
    // A difference in length alone takes as many edits.
    return Math.abs(sought.length() - name.length()) > most
        ? most + 1
        : edits(sought.codePoints().toArray(), name.codePoints().toArray());
  }

  /**
   * How many characters must be inserted, deleted, replaced or swapped with their neighbour: the
   * optimal string alignment distance.
   */
  private static int edits(int[] from, int[] to) {
    int[][] edits = new int[from.length + 1][to.length + 1];
    for (int i = 0; i <= from.length; i++) {
      for (int j = 0; j <= to.length; j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : edit(edits, from, to, i, j);
      }
    }
    return edits[from.length][to.length];
  }

  private static int edit(int[][] edits, int[] from, int[] to, int i, int j) {
    int change = from[i - 1] == to[j - 1] ? 0 : 1;
    int least =
        Math.min(edits[i - 1][j - 1] + change, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
    boolean swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
    return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
  }
}
