package dev.odeon.store;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Content that was put, labelled or read by a guest since a collection began: the collection must
 * keep it, whatever it saw. Empty while none runs.
 */
final class GcPins {
  private @Nullable Set<ContentRef> pinned;

  /** A collection begins; false if one is running. */
  synchronized boolean begin() {
    if (pinned != null) {
      return false;
    }
    pinned = new HashSet<>();
    return true;
  }

  synchronized void end() {
    pinned = null;
  }

  synchronized void add(ContentRef ref) {
    if (pinned != null) {
      pinned.add(ref);
    }
  }

  synchronized boolean has(ContentRef ref) {
    return pinned != null && pinned.contains(ref);
  }
}
