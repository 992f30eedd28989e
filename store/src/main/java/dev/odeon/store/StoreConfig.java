package dev.odeon.store;

import java.time.Duration;

/**
 * Settings of a store.
 *
 * @param cacheBytes the most memory that cached content takes, in bytes; 0 for none
 * @param grace how long content that nothing names is kept after it was last put
 */
public record StoreConfig(long cacheBytes, Duration grace) {
  /** Checks both. */
  public StoreConfig {
    if (cacheBytes < 0 || grace.isNegative()) {
      throw new IllegalArgumentException(
          "a cache of " + cacheBytes + " bytes and a grace of " + grace + " cannot be");
    }
  }

  /** A cache of 64 MiB and a grace of an hour. */
  public static StoreConfig defaults() {
    return new StoreConfig(64L << 20, Duration.ofHours(1));
  }

  /** This with a cache of {@code bytes}. */
  public StoreConfig withCacheBytes(long bytes) {
    return new StoreConfig(bytes, grace);
  }
}
