package dev.odeon.log;

import dev.odeon.base.Bytes;

/** Takes entries of an {@link EntryIndex}. */
@FunctionalInterface
public interface EntryVisitor {
  /**
   * An entry.
   *
   * @param payload what was put with it; empty if nothing was
   * @return whether to go on
   */
  boolean visit(long key, long value, Bytes payload);
}
