package dev.odeon.engine;

import org.jspecify.annotations.Nullable;

/** A value that crosses the border of an {@link Ensemble}. */
public sealed interface CoreValue {
  /**
   * A number.
   *
   * @param bits the raw bits; of an i32 or f32 the low half counts
   */
  record Number(long bits) implements CoreValue {}

  /**
   * A reference to a function of the ensemble.
   *
   * @param function the function; null for the null reference
   */
  record FunctionReference(Entity.@Nullable Function function) implements CoreValue {}

  /**
   * A reference to something of the host, which guests can pass on but not look into.
   *
   * @param thing what is meant; null for the null reference
   */
  record HostReference(@Nullable Object thing) implements CoreValue {}
}
