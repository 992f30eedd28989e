package dev.odeon.store;

import dev.odeon.base.Finding;
import java.util.List;

/**
 * What a {@link StoreVerifier} read and found.
 *
 * @param contents whose bytes were hashed
 * @param bytes of these contents
 * @param labels read, of all stores
 * @param metadata files read
 * @param names how many different contents labels and others name
 * @param findings what is wrong, the first {@value #FINDINGS_MAX}
 * @param found how many things are wrong in all
 */
public record StoreReport(
    long contents,
    long bytes,
    long labels,
    long metadata,
    long names,
    List<Finding> findings,
    long found) {
  /** The most findings that are listed. */
  public static final int FINDINGS_MAX = 100;

  /** Copies the list. */
  public StoreReport {
    findings = List.copyOf(findings);
  }

  /** Whether nothing is wrong. */
  public boolean isSound() {
    return found == 0;
  }
}
