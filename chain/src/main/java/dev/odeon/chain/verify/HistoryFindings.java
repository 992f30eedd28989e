package dev.odeon.chain.verify;

import dev.odeon.base.Key;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * HistoryFindings as they are found: one for each block, the first that is found. Owned by one
 * thread.
 */
final class HistoryFindings {
  private record Place(Key key, long height) {}

  private final List<HistoryFinding> found = new ArrayList<>();
  private final Set<Place> places = new HashSet<>();

  /** Records what is wrong with a block, unless something was recorded before. */
  void block(HistoryFinding.Kind kind, Key key, long height, long position, String what) {
    if (places.add(new Place(key, height))) {
      add(new HistoryFinding(kind, key, height, position, what));
    }
  }

  /** Records what is wrong where no block can be named, or not yet. */
  void other(HistoryFinding.Kind kind, long position, String what) {
    add(new HistoryFinding(kind, null, -1, position, what));
  }

  /**
   * A chain lacks the block of {@code height} between two positions. If something unreadable was
   * found there, or a block that belongs nowhere, that is it; whether so.
   */
  boolean name(Key key, long height, long after, long before) {
    for (int i = 0; i < found.size(); i++) {
      HistoryFinding finding = found.get(i);
      boolean nameless = finding.key() == null || finding.kind() == HistoryFinding.Kind.HEIGHT;
      if (nameless && finding.position() > after && finding.position() < before) {
        places.add(new Place(key, height));
        found.set(
            i, new HistoryFinding(finding.kind(), key, height, finding.position(), finding.what()));
        return true;
      }
    }
    return false;
  }

  /** Whether something is wrong from position {@code from} to {@code to}, exclusive. */
  boolean anyWithin(long from, long to) {
    return found.stream()
        .anyMatch(finding -> finding.position() >= from && finding.position() < to);
  }

  /** Whether something is wrong with a block. */
  boolean has(Key key, long height) {
    return places.contains(new Place(key, height));
  }

  /** Whether a block or record of the log is damaged, so that its tree must be another one. */
  boolean explainAnotherTree() {
    return found.stream()
        .anyMatch(finding ->
            finding.position() >= 0
                && switch (finding.kind()) {
                  case DAMAGE, FORMAT, LINK, HEIGHT -> true;
                  case EVENT, STATE, CONTENT, LEAF, SHORTENED, REWRITTEN -> false;
                });
  }

  /** Removes the findings of a kind: something else explains them. */
  void withdraw(HistoryFinding.Kind kind) {
    found.removeIf(finding -> finding.kind() == kind);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** In the order of the log, what is about no record last. */
  List<HistoryFinding> sorted() {
    Comparator<HistoryFinding> order =
        Comparator.comparingLong(
            finding -> finding.position() < 0 ? Long.MAX_VALUE : finding.position());
    return found.stream().sorted(order).limit(VerifyReport.FINDINGS_MAX).toList();
  }

  private void add(HistoryFinding finding) {
    if (found.size() < 100 * VerifyReport.FINDINGS_MAX) {
      found.add(finding);
    }
  }
}
