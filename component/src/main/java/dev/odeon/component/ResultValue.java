package dev.odeon.component;

import org.jspecify.annotations.Nullable;

/** The value of a {@code result}: ok or err. The payload is null if the type has none. */
public sealed interface ResultValue {
  /** A success. */
  record Ok(@Nullable Object value) implements ResultValue {}

  /** A failure. */
  record Err(@Nullable Object value) implements ResultValue {}

  /** Ok without a payload. */
  ResultValue OK = new Ok(null);

  /** Err without a payload. */
  ResultValue ERR = new Err(null);

  /** Returns ok with {@code value}. */
  static ResultValue ok(Object value) {
    return new Ok(value);
  }

  /** Returns err with {@code value}. */
  static ResultValue err(Object value) {
    return new Err(value);
  }
}
