package dev.odeon.runtime.timer;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** Finds rows by a hash of what is in them: open addressing. Not thread-safe. */
final class PrintMap {
  private static final int EMPTY = 0;

  private final IntPredicate isSought;
  private int[] rows = new int[64]; // each one more than the row
  private int[] hashes = new int[64];
  private int count;

  /**
   * An empty one.
   *
   * @param isSought whether a row is the one that is looked for
   */
  PrintMap(IntPredicate isSought) {
    this.isSought = isSought;
  }

  private static int folded(long print) {
    int folded = (int) (print ^ print >>> 32);
    return folded * 0x9E37_79B9;
  }

  /** The row of {@code print} that is sought; -1 if there is none. */
  int find(long print) {
    int at = place(folded(print));
    return rows[at] - 1;
  }

  private int place(int hash) {
    int mask = rows.length - 1;
    int at = hash >>> 1 & mask;
    while (rows[at] != EMPTY && !(hashes[at] == hash && isSought.test(rows[at] - 1))) {
      at = at + 1 & mask;
    }
    return at;
  }

  /** Adds a row, which must not be there. */
  void add(long print, int row) {
    if (2 * ++count > rows.length) {
      grow();
    }
    put(folded(print), row + 1);
  }

  private void put(int hash, int value) {
    int mask = rows.length - 1;
    int at = hash >>> 1 & mask;
    while (rows[at] != EMPTY) {
      at = at + 1 & mask;
    }
    rows[at] = value;
    hashes[at] = hash;
  }

  private void grow() {
    int[] oldRows = rows;
    int[] oldHashes = hashes;
    rows = new int[oldRows.length * 2];
    hashes = Arrays.copyOf(oldHashes, rows.length);
    for (int i = 0; i < oldRows.length; i++) {
      if (oldRows[i] != EMPTY) {
        put(oldHashes[i], oldRows[i]);
      }
    }
  }

  /** Takes the row of {@code print} out that is sought. */
  void remove(long print) {
    int mask = rows.length - 1;
    int hole = place(folded(print));
    if (rows[hole] == EMPTY) {
      return;
    }
    count--;
    // Those behind it move up, so that a search does not end at the hole.
    int at = hole;
    while (true) {
      rows[hole] = EMPTY;
      int home;
      do {
        at = at + 1 & mask;
        if (rows[at] == EMPTY) {
          return;
        }
        home = hashes[at] >>> 1 & mask;
      } while (hole <= at ? hole < home && home <= at : hole < home || home <= at);
      rows[hole] = rows[at];
      hashes[hole] = hashes[at];
      hole = at;
    }
  }
}
