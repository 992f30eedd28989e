package dev.odeon.runtime.tenant;

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
  private record Count(long bytes, boolean exact) {}

  /** Counted by {@code counting}, which reads the disk. */
  StoredBytes(ToLongFunction<String> counting) {
    this.counting = counting;
  }

  /** What {@code tenant} has at most. */
  long atMost(String tenant) {
    Count known = counts.get(tenant);
    return known == null ? counted(tenant) : known.bytes;
  }

  /** What {@code tenant} has. */
  long exactly(String tenant) {
    Count known = counts.get(tenant);
    return known == null || !known.exact ? counted(tenant) : known.bytes;
  }

  /** What is put meanwhile counts at least once. */
  private long counted(String tenant) {
    Count before = counts.computeIfAbsent(tenant, _ -> new Count(0, false));
    long bytes = counting.applyAsLong(tenant);
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
