package dev.odeon.chain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the log with its durability marks and decides which is wrong where they differ. A signed
 * head that differs proves that the log was changed. The clean-shutdown mark proves nothing by
 * itself: where a signed head or the tiles agree with the log, the mark is wrong. Owned by one
 * thread.
 */
public final class Judgement {
  /**
   * What is wrong.
   *
   * @param log whether the log is wrong, or may be; otherwise only the mark is
   * @param line what people read, without what to do
   */
  public record Verdict(boolean log, String line) {
    /** The line with what to do next. */
    String advice() {
      return line
          + (log
              ? "; verify the home, restore the home from a copy"
              : "; verify the home, then delete it or restore it from a copy");
    }
  }

  private final List<DurabilityMark> differing = new ArrayList<>();
  private @Nullable DurabilityMark confirming;

  /** The tree of the log at the size of {@code mark} has its root, or another. */
  public void compared(DurabilityMark mark, boolean same) {
    if (!same) {
      differing.add(mark);
    } else if (confirming == null || confirming.size() < mark.size()) {
      confirming = mark;
    }
  }

  /** Whether something names at least {@code size} blocks, and they are those of the log. */
  public boolean confirms(long size) {
    return confirming != null && confirming.size() >= size;
  }

  /** Whether the log is wrong, or may be. */
  public boolean implicatesLog() {
    return verdicts().stream().anyMatch(Verdict::log);
  }

  /** Whether nothing differs. */
  boolean isClear() {
    return differing.isEmpty();
  }

  /** What is wrong, a verdict for each mark that differs. */
  public List<Verdict> verdicts() {
    boolean changed = differing.size() > 1 || differing.stream().anyMatch(mark -> mark.signed());
    return differing.stream().map(mark -> verdict(mark, changed)).toList();
  }

  private Verdict verdict(DurabilityMark mark, boolean changed) {
    String differs =
        "the first %d blocks of the log are not those that %s names"
            .formatted(mark.size(), mark.name());
    Path file = mark.file();
    if (mark.signed() || file == null) {
      return new Verdict(true, differs + ": the log was rewritten");
    }
    DurabilityMark other = confirming;
    if (other != null && other.size() >= mark.size()) {
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
