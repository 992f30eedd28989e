package dev.odeon.aggregate;

import dev.odeon.base.Key;

/**
 * Names a stream of events. It holds any texts; whether they name a stream is checked where it is
 * used, so that bad input of a caller's caller is an answer and not an exception.
 *
 * @param tenant {@code [a-z][a-z0-9_-]{0,63}}
 * @param category the same; not {@code actor}, {@code binary} or {@code system}
 * @param id 1 to 256 bytes of UTF-8 without control characters
 */
public record StreamId(String tenant, String category, String id) {
  /** A stream of the default tenant. */
  public static StreamId of(String category, String id) {
    return new StreamId(Key.DEFAULT_TENANT, category, id);
  }

  /**
   * The key of its chain.
   *
   * @throws IllegalArgumentException if it is none; the message says what is wrong
   */
  public Key key() {
    return new Key(tenant, category, id);
  }

  static StreamId of(Key key) {
    return new StreamId(key.tenant(), key.category(), key.id());
  }
}
