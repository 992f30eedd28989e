package dev.odeon.store;

/** How a memory cache does. */
public record CacheStats(long hits, long misses, long bytes, long bytesMax) {
  /** The share of reads that found what they wanted, 0 to 1; 0 before the first. */
  public double hitRate() {
    long asked = hits + misses;
    return asked == 0 ? 0 : (double) hits / asked;
  }
}
