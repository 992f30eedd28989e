package dev.odeon.component;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The host's implementation of an import. */
@FunctionalInterface
public interface ImportHandler {
  /**
   * Carries out a call with lifted parameters and returns the result, null if and only if the
   * function has none.
   */
  @Nullable Object call(List<Object> params);
}
