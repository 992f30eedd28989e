package dev.odeon.chain.verify;

import dev.odeon.base.Hash;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code verify} looked at and found.
 *
 * @param blocks checked
 * @param events checked
 * @param contents checked
 * @param chains checked
 * @param digests how many hashes were computed, by the size in bytes of what was hashed, the nodes
 *     of the log tree included
 * @param size of the log tree: all blocks there are, when the whole log was checked, else -1
 * @param root of the log tree over them; zeros when not the whole log was checked
 * @param bytesTorn at the end of the log, which the next open cuts off: never acknowledged
 * @param findings what is wrong, in the order of the log, at most {@value #FINDINGS_MAX}; empty if
 *     all is well
 */
public record VerifyReport(
    long blocks,
    long events,
    long contents,
    long chains,
    SortedMap<Integer, Long> digests,
    long size,
    Hash root,
    long bytesTorn,
    List<HistoryFinding> findings) {
  /** The most findings that are listed. */
  public static final int FINDINGS_MAX = 100;

  /** Copies map and list. */
  public VerifyReport {
    digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    findings = List.copyOf(findings);
  }

  /** How many bytes were hashed, those of the log tree's nodes included. */
  public long bytes() {
    long bytes = 0;
    for (Map.Entry<Integer, Long> size : digests.entrySet()) {
      bytes += size.getKey() * size.getValue();
    }
    return bytes;
  }

  /** Whether nothing is wrong. */
  public boolean isSound() {
    return findings.isEmpty();
  }

  /** The first thing that is wrong. */
  public Optional<HistoryFinding> firstFinding() {
    return findings.stream().findFirst();
  }
}
