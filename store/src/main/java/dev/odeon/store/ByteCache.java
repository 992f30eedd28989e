package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checked bytes by their hash, those read last; bounded by bytes. Any number of threads. */
final class ByteCache {
  /** What an entry takes beside its bytes. */
  private static final int OVERHEAD = 128;

  private final long bytesMax;
  private final Map<Hash, Bytes> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private long hits;
  private long misses;

  ByteCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** The bytes of {@code hash}, if they are here; counted. */
  synchronized @Nullable Bytes get(Hash hash) {
    Bytes found = entries.get(hash);
    if (found == null) {
      misses++;
    } else {
      hits++;
    }
    return found;
  }

  /** Whether the bytes of {@code hash} are here; not counted. */
  synchronized boolean has(Hash hash) {
    return entries.containsKey(hash);
  }

  /** Keeps {@code content}, whose hash was checked; what takes more than an eighth is not kept. */
  synchronized void put(Hash hash, Bytes content) {
    if (size(content) > bytesMax / 8 || entries.containsKey(hash)) {
      return;
    }
    Bytes own = content.compact();
    entries.put(hash, own);
    bytes += size(own);
    Iterator<Bytes> oldest = entries.values().iterator();
    while (bytes > bytesMax) {
      bytes -= size(oldest.next());
      oldest.remove();
    }
  }

  /** Forgets {@code hash}. */
  synchronized void remove(Hash hash) {
    Bytes gone = entries.remove(hash);
    bytes -= gone == null ? 0 : size(gone);
  }

  synchronized CacheStats stats() {
    return new CacheStats(hits, misses, bytes, bytesMax);
  }

  private static long size(Bytes content) {
    return content.size() + OVERHEAD;
  }
}
