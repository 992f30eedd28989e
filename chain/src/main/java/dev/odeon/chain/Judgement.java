package dev.odeon.chain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weighs the log against what names its blocks from outside, and says which of them is wrong where
 * they differ. A signed head that differs proves that the log was changed. The clean-shutdown mark
 * proves nothing by itself: where a signed head or the tiles agree with the log, it is the mark
 * that is wrong. Owned by one thread.
 */
public final class Judgement {
  /**
   * What is wrong.
   *
   * @param log whether it is the log, or may be; else it is the witness alone
   * @param line what people read, without what to do
   */
  public record Verdict(boolean log, String line) {
    /** The line with what to do next. */
    String advice() {
      return line
          + (log
              ? "; run odeon verify, restore the home from a copy"
              : "; run odeon verify, then delete it or restore it from a copy");
    }
  }

  private final List<Witness> differing = new ArrayList<>();
  private @Nullable Witness confirming;

  /** The tree of the log at the size of {@code witness} has its root, or another. */
  public void compared(Witness witness, boolean same) {
    if (!same) {
      differing.add(witness);
    } else if (confirming == null || confirming.size() < witness.size()) {
      confirming = witness;
    }
  }

  /** Whether something names at least {@code size} blocks, and they are those of the log. */
  public boolean confirms(long size) {
    return confirming != null && confirming.size() >= size;
  }

  /** Whether the log is to blame, or may be. */
  public boolean blamesLog() {
    return verdicts().stream().anyMatch(Verdict::log);
  }

  /** Whether nothing differs. */
  boolean isClear() {
    return differing.isEmpty();
  }

  /** What is wrong, a verdict for each witness that differs. */
  public List<Verdict> verdicts() {
    boolean changed =
        differing.size() > 1 || differing.stream().anyMatch(witness -> witness.signed());
    return differing.stream().map(witness -> verdict(witness, changed)).toList();
  }

  private Verdict verdict(Witness witness, boolean changed) {
    String differs =
        "the first %d blocks of the log are not those that %s names"
            .formatted(witness.size(), witness.name());
    Path file = witness.file();
    if (witness.signed() || file == null) {
      return new Verdict(true, differs + ": the log was rewritten");
    }
    Witness other = confirming;
    if (other != null && other.size() >= witness.size()) {
      return new Verdict(
          false,
          "%s is damaged: %s, and are those that %s names".formatted(file, differs, other.name()));
    }
    return new Verdict(
        true,
        differs
            + ": the log was rewritten"
            + (changed ? "" : ", or %s is damaged".formatted(file)));
  }
}
