package dev.odeon.engine;

/**
 * The machine, not the guest, had no memory left for a run, which was given up as if it had never
 * begun. It is no {@link dev.odeon.base.Outcome} and is not recorded: the caller may try the same
 * run again later.
 */
public final class OverloadedException extends RuntimeException {
  /** A run that was given up for {@code reason}. */
  public OverloadedException(String reason) {
    super(reason, null, false, false);
  }
}
