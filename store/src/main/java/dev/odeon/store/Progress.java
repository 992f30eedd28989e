package dev.odeon.store;

/**
 * Receives the progress of long work, on the thread that does it. What it throws ends the work and
 * reaches the caller; nothing half-done is left.
 */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress NONE = _ -> {};

  /** {@code done} units are done in all: bytes of a blob, or blobs of a collection. */
  void advance(long done);
}
