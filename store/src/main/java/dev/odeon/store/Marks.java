package dev.odeon.store;

import dev.odeon.base.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * Which content is named, how often, and for what reason first. It keeps 64 bits of each hash: two
 * hashes that share them (a rare collision) keep each other alive, which costs a little space. One
 * thread.
 */
final class Marks {
  private long[] prints = new long[1 << 10];
  private int[] counts = new int[prints.length];
  private byte[] reasons = new byte[prints.length];
  private int marked;
  private final List<String> words = new ArrayList<>();

  /** {@code ref} is named, once more. */
  void mark(ContentRef ref, String why) {
    if (marked * 3L >= prints.length * 2L) {
      grow();
    }
    long print = print(ref.hash());
    int slot = slot(prints, print);
    if (prints[slot] == 0) {
      prints[slot] = print;
      reasons[slot] = (byte) word(why);
      marked++;
    }
    counts[slot]++;
  }

  private int word(String why) {
    int known = words.indexOf(why);
    if (known >= 0) {
      return known;
    }
    if (words.size() == Byte.MAX_VALUE) {
      throw new IllegalArgumentException(
          "'" + Printable.of(why) + "' is one reason too many: use fewer, and reuse them");
    }
    words.add(why);
    return words.size() - 1;
  }

  /** How often {@code ref} was named. */
  int count(ContentRef ref) {
    return counts[slot(prints, print(ref.hash()))];
  }

  /** Why {@code ref} was named first; empty if it was not. */
  String why(ContentRef ref) {
    int slot = slot(prints, print(ref.hash()));
    return prints[slot] == 0 ? "" : words.get(reasons[slot]);
  }

  private static long print(Hash hash) {
    long print = hash.a() ^ Long.rotateLeft(hash.c(), 32);
    return print == 0 ? 1 : print;
  }

  private static int slot(long[] in, long print) {
    int at = (int) (print >>> 7) & in.length - 1;
    while (in[at] != 0 && in[at] != print) {
      at = at + 1 & in.length - 1;
    }
    return at;
  }

  private void grow() {
    long[] before = prints;
    int[] countsBefore = counts;
    byte[] reasonsBefore = reasons;
    prints = new long[before.length * 2];
    counts = new int[prints.length];
    reasons = new byte[prints.length];
    for (int i = 0; i < before.length; i++) {
      if (before[i] != 0) {
        int slot = slot(prints, before[i]);
        prints[slot] = before[i];
        counts[slot] = countsBefore[i];
        reasons[slot] = reasonsBefore[i];
      }
    }
  }
}
