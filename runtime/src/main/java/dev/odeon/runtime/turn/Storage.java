package dev.odeon.runtime.turn;

import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.chain.Chains;
import dev.odeon.runtime.ChainResolver;
import dev.odeon.runtime.HomeStore;
import dev.odeon.runtime.index.BlockHashes;
import dev.odeon.store.CacheStats;
import dev.odeon.store.Store;
import dev.odeon.store.StoreConfig;
import dev.odeon.store.StoreException;
import java.nio.file.Path;

/** The content store of a home, what turns in flight use of it, and what guests ask of it. */
public final class Storage implements AutoCloseable {
  private final BlockHashes hashes;
  private final HomeStore home;
  private final StoreEffects effects;
  private final ContentsInUse inUse = new ContentsInUse();

  /** Of the home in {@code folder}; its store is not opened yet. */
  public Storage(StoreConfig config, Path folder, Ports ports, Chains chains, BlockHashes hashes) {
    this.hashes = hashes;
    this.home = new HomeStore(config, folder, ports, new ChainResolver(chains, hashes));
    this.effects = new StoreEffects(ports.threads(), home);
  }

  /** The store, opened if it is not yet. */
  public Store store() {
    return home.get();
  }

  /**
   * The bytes of the content that {@code tenant} put into the store by one of the doors; of the
   * default tenant, all that no other one put. Reads the disk.
   *
   * @throws StoreException if the store cannot be read
   */
  public long bytesOf(String tenant) {
    Store of = store();
    if (!tenant.equals(Key.DEFAULT_TENANT)) {
      return marked(of, tenant);
    }
    long others = of.owners().tenants().stream().mapToLong(each -> marked(of, each)).sum();
    return Math.max(0, of.contents().totals().logicalBytes() - others);
  }

  private static long marked(Store store, String tenant) {
    long[] sum = new long[1];
    store.owners().each(tenant, ref -> sum[0] += store.contents().size(ref).orElse(0));
    return sum[0];
  }

  /** How its memory cache does; does not open it. */
  public CacheStats cache() {
    return home.cache();
  }

  /** What finds blocks and events by their hash. */
  public BlockHashes hashes() {
    return hashes;
  }

  /** What turns in flight use of it. */
  public ContentsInUse inUse() {
    return inUse;
  }

  /** The changes that guests ask for. */
  public StoreEffects effects() {
    return effects;
  }

  /** The turn at {@code height} is durable, or it never will be. On the committer thread. */
  void settled(Key key, long height, boolean durable) {
    if (durable) {
      inUse.durable(key, height);
    } else {
      inUse.failed(key, height);
    }
  }

  @Override
  public void close() {
    effects.close();
    home.close();
  }
}
