package dev.odeon.chain.verify;

import dev.odeon.base.Key;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Flaws as they are found: one for each block, the first that is found. Owned by one thread. */
final class Flaws {
  private record Place(Key key, long height) {}

  private final List<Flaw> found = new ArrayList<>();
  private final Set<Place> places = new HashSet<>();

  /** Notes what is wrong with a block, unless something was already. */
  void block(Flaw.Kind kind, Key key, long height, long position, String what) {
    if (places.add(new Place(key, height))) {
      add(new Flaw(kind, key, height, position, what));
    }
  }

  /** Notes what is wrong with something of which no block can be named, or not yet. */
  void other(Flaw.Kind kind, long position, String what) {
    add(new Flaw(kind, null, -1, position, what));
  }

  /**
   * A chain lacks the block of {@code height} between two positions. If something unreadable was
   * found there, or a block that belongs nowhere, that is it; whether so.
   */
  boolean name(Key key, long height, long after, long before) {
    for (int i = 0; i < found.size(); i++) {
      Flaw flaw = found.get(i);
      boolean nameless = flaw.key() == null || flaw.kind() == Flaw.Kind.HEIGHT;
      if (nameless && flaw.position() > after && flaw.position() < before) {
        places.add(new Place(key, height));
        found.set(i, new Flaw(flaw.kind(), key, height, flaw.position(), flaw.what()));
        return true;
      }
    }
    return false;
  }

  /** Whether something is wrong from position {@code from} to {@code to}, exclusive. */
  boolean anyWithin(long from, long to) {
    return found.stream().anyMatch(flaw -> flaw.position() >= from && flaw.position() < to);
  }

  /** Whether something is wrong with a block. */
  boolean has(Key key, long height) {
    return places.contains(new Place(key, height));
  }

  /** Whether a block or record of the log is damaged, so that its tree must be another one. */
  boolean explainAnotherTree() {
    return found.stream()
        .anyMatch(flaw ->
            flaw.position() >= 0
                && switch (flaw.kind()) {
                  case DAMAGE, FORMAT, LINK, HEIGHT -> true;
                  case EVENT, STATE, CONTENT, LEAF, SHORTENED, REWRITTEN -> false;
                });
  }

  /** Removes the findings of a kind: something else explains them. */
  void withdraw(Flaw.Kind kind) {
    found.removeIf(flaw -> flaw.kind() == kind);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** In the order of the log, what is about no record last. */
  List<Flaw> sorted() {
    Comparator<Flaw> order =
        Comparator.comparingLong(flaw -> flaw.position() < 0 ? Long.MAX_VALUE : flaw.position());
    return found.stream().sorted(order).limit(VerifyReport.FLAWS_MAX).toList();
  }

  private void add(Flaw flaw) {
    if (found.size() < 100 * VerifyReport.FLAWS_MAX) {
      found.add(flaw);
    }
  }
}
