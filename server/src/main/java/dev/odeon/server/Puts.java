package dev.odeon.server;

import dev.odeon.store.ContentRef;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What tenants put lately, so that each sees by its hash what it put itself, before a label names
 * it. Any thread.
 */
final class Puts {
  private static final int KEPT_MAX = 100_000;

  private record Put(String tenant, ContentRef ref) {}

  private final Map<Put, Boolean> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Put, Boolean> eldest) {
          return size() > KEPT_MAX;
        }
      };

  synchronized void add(String tenant, ContentRef ref) {
    kept.put(new Put(tenant, ref), true);
  }

  synchronized boolean has(String tenant, ContentRef ref) {
    return kept.containsKey(new Put(tenant, ref));
  }
}
