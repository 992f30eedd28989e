package dev.odeon.host;

import dev.odeon.base.Key;

/**
 * The turn that a guest's calls belong to. Functions of capabilities see it as a {@link GuestCall}.
 */
public interface TurnContext {
  /** The actor whose turn it is. */
  Key self();

  /** The height of the block that the turn will become. */
  long height();

  /** The block's time in milliseconds since 1970 UTC: the only clock a guest sees. */
  long timeMillis();

  /** The turn's randomness, which its seed determines. */
  RandomStream random();

  /** The most bytes that one answer may take. */
  long outputBytesMax();

  /**
   * What capabilities use of the home in this turn, by the interface that they ask for; each time
   * the same object.
   *
   * @throws IllegalArgumentException if there is no such service
   * @throws UnansweredException in a turn of the past whose record does not tell
   */
  <T> T service(Class<T> type);

  /** The guest logged {@code line}, in a turn that runs now and does not record it. */
  default void logged(String line) {}
}
