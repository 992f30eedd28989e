package dev.odeon.chain;

import dev.odeon.base.Hash;
import java.util.List;
import java.util.Optional;

/**
 * What {@code verify} looked at and found.
 *
 * @param blocks checked
 * @param events checked
 * @param contents checked
 * @param chains checked
 * @param bytes that were hashed: headers, events, contents, states; not the nodes of the tree
 * @param digests how many hashes that were
 * @param size of the log tree: all blocks there are, when the whole log was checked, else -1
 * @param root of the log tree over them; zeros when not the whole log was checked
 * @param bytesTorn at the end of the log, which the next open cuts off: never acknowledged
 * @param flaws what is wrong, in the order of the log, at most {@value #FLAWS_MAX}; empty if all is
 *     well
 */
public record VerifyReport(
    long blocks,
    long events,
    long contents,
    long chains,
    long bytes,
    long digests,
    long size,
    Hash root,
    long bytesTorn,
    List<Flaw> flaws) {
  /** The most flaws that are listed. */
  public static final int FLAWS_MAX = 100;

  /** Copies the list. */
  public VerifyReport {
    flaws = List.copyOf(flaws);
  }

  /** Whether nothing is wrong. */
  public boolean isSound() {
    return flaws.isEmpty();
  }

  /** The first thing that is wrong. */
  public Optional<Flaw> firstFlaw() {
    return flaws.stream().findFirst();
  }
}
