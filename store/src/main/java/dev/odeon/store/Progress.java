package dev.odeon.store;

/**
 * Is told how far long work has come, on the thread that does it. What it throws ends the work and
 * reaches the caller; nothing half-done is left.
 */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress NONE = _ -> {};

  /** {@code done} units are done in all: bytes of a content, or contents of a collection. */
  void advance(long done);
}
