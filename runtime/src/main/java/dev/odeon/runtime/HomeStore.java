package dev.odeon.runtime;

import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.store.CacheStats;
import dev.odeon.store.Resolver;
import dev.odeon.store.Store;
import dev.odeon.store.StoreConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The store of a home, opened when somebody first asks for it: most commands and most actors never
 * do. Any thread may ask; one opens it, others wait for that.
 */
public final class HomeStore implements AutoCloseable {
  private final StoreConfig config;
  private final Path home;
  private final Ports ports;
  private final Resolver elsewhere;
  private final AtomicReference<@Nullable Pending<Store>> opened = new AtomicReference<>();

  /** Of the folder {@code home}; what is not in it is looked for {@code elsewhere}. */
  public HomeStore(StoreConfig config, Path home, Ports ports, Resolver elsewhere) {
    this.config = config;
    this.home = home;
    this.ports = ports;
    this.elsewhere = elsewhere;
  }

  /**
   * The store.
   *
   * @throws dev.odeon.store.StoreException if it cannot be opened; who asks again tries again
   */
  public Store get() {
    Pending<Store> known = opened.get();
    if (known != null) {
      return known.await();
    }
    Pending<Store> own = new Pending<>(ports.threads());
    if (!opened.compareAndSet(null, own)) {
      return get();
    }
    try {
      own.complete(Store.open(config, home, ports, elsewhere));
    } catch (RuntimeException e) {
      opened.set(null);
      own.fail(e);
    } catch (VirtualMachineError | LinkageError e) {
      // Most likely there is no memory for it now: who waits is told, who asks again tries again.
      opened.set(null);
      own.fail(new ActorException(ActorException.Reason.FAILED, "the host failed: " + e, e));
    }
    return own.await();
  }

  /** How the store's memory cache does; does not open it. */
  public CacheStats cache() {
    return open().map(store -> store.contents().cache()).orElse(new CacheStats(0, 0, 0, 0));
  }

  private Optional<Store> open() {
    Pending<Store> known = opened.get();
    return known != null && known.isDone() ? Optional.of(known.await()) : Optional.empty();
  }

  @Override
  public void close() {
    open().ifPresent(Store::close);
  }
}
