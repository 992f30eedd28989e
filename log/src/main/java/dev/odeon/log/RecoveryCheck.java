package dev.odeon.log;

/**
 * A look at what was found, after all indices were fed and before anything on the disk is changed.
 * What it throws stops the opening, so that a log which lost acknowledged data stays as it was
 * found.
 */
@FunctionalInterface
public interface RecoveryCheck {
  /** Throws if this is not the log it should be; see {@link Recovery#requireEnd}. */
  void check(Recovery found);
}
