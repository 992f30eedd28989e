package dev.odeon.chain;

import dev.odeon.base.Key;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is damaged in a log that was read or opened in spite of it.
 *
 * @param isReadOnly whether nothing can be appended
 * @param doubt why nothing can be appended in any mode; null if undamaged chains can continue
 * @param places what is damaged, a line each: segment, byte, and what was there
 * @param chains the chains that lack blocks, and which; they accept no more
 */
public record DamageReport(
    boolean isReadOnly,
    @Nullable String doubt,
    List<String> places,
    SortedMap<Key, String> chains) {
  /** Nothing is damaged, as far as it was read. */
  public static final DamageReport NONE =
      new DamageReport(false, null, List.of(), Collections.emptySortedMap());

  /** Copies list and map. */
  public DamageReport {
    places = List.copyOf(places);
    chains = Collections.unmodifiableSortedMap(new TreeMap<>(chains));
  }

  /** Whether anything is damaged. */
  public boolean isDamaged() {
    return doubt != null || !places.isEmpty();
  }
}
