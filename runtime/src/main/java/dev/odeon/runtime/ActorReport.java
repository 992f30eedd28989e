package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;
import dev.odeon.engine.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one actor without running it.
 *
 * @param status who it is, whether it runs, and its last block
 * @param createdMillis when its first block was made, in milliseconds since 1970
 * @param moduleBytes the size of its module; null if the home has lost it
 * @param manifest the text of its manifest; null if the home has lost it, and for a plug-in, which
 *     has none
 * @param grants the capabilities that it is granted, by name
 * @param allowance what it may use; null where the manifest does not say
 * @param stateHash the hash of its state; null for none
 * @param stateBytes the size of its state; 0 for none
 * @param lastFailure its last turn that failed; null if none did
 */
public record ActorReport(
    ActorStatus status,
    long createdMillis,
    @Nullable Long moduleBytes,
    @Nullable Bytes manifest,
    List<String> grants,
    @Nullable Allowance allowance,
    @Nullable Hash stateHash,
    long stateBytes,
    @Nullable Failure lastFailure) {
  /** Copies the list. */
  public ActorReport {
    grants = List.copyOf(grants);
  }

  /**
   * What an actor may use.
   *
   * @param turn in a turn
   * @param initMillis the time of its first turn
   * @param mailboxCapacity how many messages may wait
   */
  public record Allowance(Limits turn, long initMillis, int mailboxCapacity) {}

  /**
   * A turn that trapped or reached a limit.
   *
   * @param height the height of its block
   * @param timeMillis when that was, in milliseconds since 1970
   * @param outcome how it ended
   */
  public record Failure(long height, long timeMillis, Outcome outcome) {}
}
