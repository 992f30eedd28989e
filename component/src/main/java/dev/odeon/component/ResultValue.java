package dev.odeon.component;

import org.jspecify.annotations.Nullable;

/**
 * The value of a {@code result}: ok or err, each with its payload or, where the type has none,
 * null.
 */
public sealed interface ResultValue {
  /** It went well. */
  record Ok(@Nullable Object value) implements ResultValue {}

  /** It did not. */
  record Err(@Nullable Object value) implements ResultValue {}

  /** Ok of a type that has no payload there. */
  ResultValue OK = new Ok(null);

  /** Err of a type that has no payload there. */
  ResultValue ERR = new Err(null);

  /** Ok with {@code value}. */
  static ResultValue ok(Object value) {
    return new Ok(value);
  }

  /** Err with {@code value}. */
  static ResultValue err(Object value) {
    return new Err(value);
  }
}
