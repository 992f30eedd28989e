package dev.odeon.runtime;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import java.util.List;

/**
 * What a replay came to.
 *
 * @param key the actor
 * @param blocks how many blocks were gone through
 * @param run how many of their turns ran a guest again
 * @param asRecorded how many were taken as recorded: no guest ran, or the machine decided the
 *     outcome
 * @param expected the hash of the chain's last block
 * @param last the hash of the last block that the replay made
 * @param divergences the first difference, which ended the replay; empty if there is none
 */
public record ReplayReport(
    Key key,
    long blocks,
    long run,
    long asRecorded,
    Hash expected,
    Hash last,
    List<Divergence> divergences) {
  /** Copies the list. */
  public ReplayReport {
    divergences = List.copyOf(divergences);
  }

  /** Whether the guest did exactly what the chain says. */
  public boolean equal() {
    return divergences.isEmpty() && expected.equals(last);
  }
}
