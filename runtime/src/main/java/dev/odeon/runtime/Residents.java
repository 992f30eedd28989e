package dev.odeon.runtime;

import dev.odeon.base.Key;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The actors whose state is in memory, by when they last took a turn. When their states take more
 * than they may, those idle the longest are asked to leave. Guarded by its monitor, never held over
 * a port call.
 */
final class Residents {
  /**
   * What an actor in memory takes beside its state, in bytes: so that many empty ones count too.
   */
  private static final long OVERHEAD = 512;

  private final long bytesMax;
  private final LinkedHashMap<Key, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  Residents(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** The state of {@code key} now has {@code size} bytes. Returns who should leave. */
  synchronized List<Key> changed(Key key, long size) {
    Long before = sizes.put(key, size + OVERHEAD);
    bytes += size + OVERHEAD - (before == null ? 0 : before);
    if (bytes <= bytesMax) {
      return List.of();
    }
    List<Key> leaving = new ArrayList<>();
    for (Iterator<Map.Entry<Key, Long>> oldest = sizes.entrySet().iterator();
        bytes > bytesMax && oldest.hasNext(); ) {
      Map.Entry<Key, Long> entry = oldest.next();
      if (!entry.getKey().equals(key)) {
        leaving.add(entry.getKey());
        bytes -= entry.getValue();
        oldest.remove();
      }
    }
    return leaving;
  }

  /** {@code key} was asked to leave and cannot yet: it counts on, and is asked again. */
  synchronized void stays(Key key, long size) {
    Long before = sizes.put(key, size + OVERHEAD);
    bytes += size + OVERHEAD - (before == null ? 0 : before);
  }

  /** {@code key} is in memory no longer. */
  synchronized void left(Key key) {
    Long size = sizes.remove(key);
    bytes -= size == null ? 0 : size;
  }
}
