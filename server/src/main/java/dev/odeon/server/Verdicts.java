package dev.odeon.server;

import dev.odeon.protocol.Facts;
import dev.odeon.store.CollectionReport.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What became of each content in a collection, as far as an answer has room: those that went come
 * before those that stay, since only they cannot be asked about again. For one thread.
 */
final class Verdicts implements Consumer<Verdict> {
  private final int most;
  private final List<Verdict> gone = new ArrayList<>();
  private final List<Verdict> kept = new ArrayList<>();
  private long count;

  Verdicts(int most) {
    this.most = most;
  }

  @Override
  public void accept(Verdict verdict) {
    count++;
    if (!verdict.kept() && gone.size() < most) {
      gone.add(verdict);
      if (gone.size() + kept.size() > most) {
        kept.removeLast();
      }
    } else if (verdict.kept() && gone.size() + kept.size() < most) {
      kept.add(verdict);
    }
  }

  /** How many there was no room for. */
  long leftOut() {
    return count - gone.size() - kept.size();
  }

  List<Facts> facts() {
    List<Facts> facts = new ArrayList<>(gone.size() + kept.size());
    gone.forEach(verdict -> facts.add(of(verdict)));
    kept.forEach(verdict -> facts.add(of(verdict)));
    return facts;
  }

  private static Facts of(Verdict verdict) {
    return Facts.of("hash", verdict.ref().hex())
        .put("size", verdict.size())
        .put("kept", verdict.kept())
        .put("references", verdict.references())
        .put("why", verdict.kept() ? verdict.why() : null);
  }
}
