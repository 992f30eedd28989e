package dev.odeon.component;

import org.jspecify.annotations.Nullable;

/**
 * The value of a {@code variant}.
 *
 * @param index which case, 0-based
 * @param payload of the case, null where it has none
 */
public record VariantValue(int index, @Nullable Object payload) {
  /** Refuses a negative index. */
  public VariantValue {
    if (index < 0) {
      throw new IllegalArgumentException("a variant has no case " + index);
    }
  }
}
