package dev.odeon.runtime;

import dev.odeon.base.Finding;
import dev.odeon.chain.verify.VerifyReport;
import dev.odeon.store.StoreReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verification of a home read and found.
 *
 * @param files what is wrong with the home's own files: format and keys
 * @param log what was found in the log; null if it was not read
 * @param store what was found in the store; null if it was not read
 */
public record HomeReport(
    List<Finding> files, @Nullable VerifyReport log, @Nullable StoreReport store) {
  /** Copies the list. */
  public HomeReport {
    files = List.copyOf(files);
  }

  /** Whether nothing is wrong. */
  public boolean isSound() {
    return files.isEmpty() && (log == null || log.isSound()) && (store == null || store.isSound());
  }
}
