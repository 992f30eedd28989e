package dev.odeon.server;

import dev.odeon.store.ContentRef;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What tenants put lately, so that each sees by its hash what it put itself, before a label names
 * it. Of each tenant so much is kept: what it put or asked for the longest ago goes first. Any
 * thread.
 */
final class Puts {
  /** Names of tenants are the clients' to choose: those that asked the longest ago go first. */
  private static final int TENANTS_MAX = 1000;

  private final int keptMax;
  private final Lately<String, Lately<ContentRef, Boolean>> kept = new Lately<>(TENANTS_MAX);

  /** Keeps up to {@code keptMax} of each tenant. */
  Puts(int keptMax) {
    this.keptMax = keptMax;
  }

  synchronized void add(String tenant, ContentRef ref) {
    kept.computeIfAbsent(tenant, _ -> new Lately<>(keptMax)).put(ref, true);
  }

  synchronized boolean has(String tenant, ContentRef ref) {
    Lately<ContentRef, Boolean> own = kept.get(tenant);
    return own != null && own.get(ref) != null;
  }

  /** In the order of access: putting what is there and asking for it renew it. */
  private static final class Lately<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int max;

    Lately(int max) {
      super(16, 0.75f, true);
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > max;
    }
  }
}
