package dev.odeon.chain;

import org.jspecify.annotations.Nullable;

/** The first reason found why no chain of a damaged log may continue. Owned by one thread. */
final class DamageDoubt {
  private @Nullable String first;

  /** There is a reason. */
  void raise(String reason) {
    if (first == null) {
      first = reason;
    }
  }

  /** The first reason; null if there is none. */
  @Nullable String reason() {
    return first;
  }
}
