package dev.odeon.component;

import org.jspecify.annotations.Nullable;

/**
 * The value of a {@code variant}.
 *
 * @param index the 0-based number of the case
 * @param payload the payload; null if the case has none
 */
public record VariantValue(int index, @Nullable Object payload) {
  /**
   * Checks the index.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public VariantValue {
    if (index < 0) {
      throw new IllegalArgumentException("a variant has no case " + index);
    }
  }
}
