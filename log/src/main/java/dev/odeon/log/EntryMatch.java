package dev.odeon.log;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Says whether an entry of an {@link EntryIndex} is the one that is looked for: its key may be only
 * a part of a hash.
 */
@FunctionalInterface
public interface EntryMatch<T> {
  /**
   * What was looked for; null if it is not this entry.
   *
   * @param payload what was put with it; empty if nothing was
   */
  @Nullable T of(long value, Bytes payload);
}
