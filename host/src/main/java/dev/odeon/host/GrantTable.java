package dev.odeon.host;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest writes behind the name of a capability: {@code name = { key = value, … }}, or
 * {@code name = true}, which has no keys. A value that is not what is asked for is refused, naming
 * file, line and key.
 */
public interface GrantTable {
  /** The text of {@code key}, which is not empty; null if there is none. */
  @Nullable String text(String key);

  /** The texts of {@code key}, none of them empty; null if there are none. */
  @Nullable List<String> texts(String key);

  /** The whole number of {@code key}, from {@code min} to {@code max}; empty if there is none. */
  OptionalLong number(String key, long min, long max);

  /**
   * The refusal of the value of {@code key}, to be thrown: {@code what} says what belongs there.
   */
  RuntimeException wrong(String key, String what);
}
