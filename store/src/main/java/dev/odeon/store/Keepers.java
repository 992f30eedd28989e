package dev.odeon.store;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was put, labelled or read by a guest since a collection began to look: it must not take
 * these, whatever it saw. Empty while none runs.
 */
final class Keepers {
  private @Nullable Set<ContentRef> noted;

  /** A collection begins; false if one is under way. */
  synchronized boolean begin() {
    if (noted != null) {
      return false;
    }
    noted = new HashSet<>();
    return true;
  }

  synchronized void end() {
    noted = null;
  }

  synchronized void note(ContentRef ref) {
    if (noted != null) {
      noted.add(ref);
    }
  }

  synchronized boolean has(ContentRef ref) {
    return noted != null && noted.contains(ref);
  }
}
