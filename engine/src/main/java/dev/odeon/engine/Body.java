package dev.odeon.engine;

import org.jspecify.annotations.Nullable;

/**
 * What the host does with a fresh instance during one run: calls its exports, once or several
 * times, and takes the result.
 */
@FunctionalInterface
public interface Body<T> {
  /**
   * Uses {@code guest}, which is valid until this returns, on this thread.
   *
   * @throws Trap if the guest broke its contract
   */
  @Nullable T run(Instance guest);
}
