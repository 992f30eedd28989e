package dev.odeon.runtime.tenant;

import dev.odeon.store.StoreException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * What tenants put into the store, in bytes: counted from what is there when it is first asked for,
 * then added up. What was put twice, or collected since, counts until it is counted again. Any
 * thread.
 */
final class StoredBytes {
  private final ToLongFunction<String> counting;
  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  /** How many bytes at most, and whether it is exactly so many. */
  private record Count(long bytes, boolean exact) {
    /** What is put while it is counted for the first time is less than there is. */
    static final long UNCOUNTED = Long.MIN_VALUE / 2;

    boolean counted() {
      return bytes >= 0;
    }
  }

  /** Counted by {@code counting}, which reads the disk. */
  StoredBytes(ToLongFunction<String> counting) {
    this.counting = counting;
  }

  /** What {@code tenant} has at most. */
  long atMost(String tenant) {
    Count known = counts.get(tenant);
    return known == null || !known.counted() ? counted(tenant) : known.bytes;
  }

  /** What {@code tenant} has. */
  long exactly(String tenant) {
    Count known = counts.get(tenant);
    return known == null || !known.exact ? counted(tenant) : known.bytes;
  }

  /** What is put meanwhile counts at least once; where it cannot be read, what was known holds. */
  private synchronized long counted(String tenant) {
    Count before = counts.computeIfAbsent(tenant, _ -> new Count(Count.UNCOUNTED, false));
    if (before.exact) {
      return before.bytes;
    }
    long bytes;
    try {
      bytes = counting.applyAsLong(tenant);
    } catch (StoreException e) {
      return Math.max(0, before.bytes);
    }
    counts.computeIfPresent(
        tenant,
        (_, now) ->
            now == before
                ? new Count(bytes, true)
                : new Count(bytes + Math.max(0, now.bytes - before.bytes), false));
    return bytes;
  }

  /** {@code tenant} put {@code bytes}. */
  void added(String tenant, long bytes) {
    counts.computeIfPresent(tenant, (_, now) -> new Count(now.bytes + bytes, false));
  }

  /** Some of it is gone, of whomever. */
  void removed() {
    counts.replaceAll((_, now) -> new Count(now.bytes, false));
  }
}
