package dev.odeon.execution;

import dev.odeon.base.Bytes;
import dev.odeon.base.ErrorText;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.engine.LoadRequest;
import dev.odeon.engine.ModuleException;
import dev.odeon.host.LinkException;
import dev.odeon.host.PluginModule;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.PluginManifest;
import dev.odeon.runtime.RefusedException;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.actor.Plugins;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The loaded plug-ins by tenant, derived from their chains, which are authoritative. Thread-safe:
 * concurrent loads and unloads of a plug-in are ordered by its chain, and each then copies the
 * chain's current state into the registry.
 */
final class Registry {
  /** The system's limit on the length of a path. */
  private static final int PATH_MAX = 4096;

  private final Plugins plugins;
  private final Ports ports;
  private final ExecutionConfig config;
  private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  private Registry(Plugins plugins, Ports ports, ExecutionConfig config) {
    this.plugins = plugins;
    this.ports = ports;
    this.config = config;
  }

  /**
   * Opens the registry with all plug-ins of the home, also those that are missing or damaged, with
   * their problems.
   */
  static Registry open(Plugins plugins, Ports ports, ExecutionConfig config) {
    Registry registry = new Registry(plugins, ports, config);
    for (Registration registration : plugins.list()) {
      registry.takeUp(registration);
    }
    return registry;
  }

  private void takeUp(Registration registration) {
    if (Plugins.purged(registration)) {
      return;
    }
    Key key = registration.key();
    UUID id = UUID.fromString(key.id());
    Tenant tenant = tenantFor(key.tenant());
    LoadedPlugin loaded = LoadedPlugin.of(id, registration, plugins);
    String path = loaded.manifest().path();
    if (path != null) {
      tenant.names(path, id);
    }
    if (runs(registration)) {
      tenant.binaries().put(id, loaded);
      tenant.usage().modulesThere(loaded.manifest().sizeBytes());
      count.incrementAndGet();
    }
  }

  private static boolean runs(@Nullable Registration registration) {
    return registration != null && registration.status() == Registration.Status.RUNNING;
  }

  /** The number of plug-ins. */
  int count() {
    return count.get();
  }

  /**
   * Returns the tenant of that name.
   *
   * @throws ExecutionException if it has loaded nothing
   */
  Tenant tenant(String name, UUID wanted) {
    Tenant known = tenants.get(name);
    if (known == null) {
      throw notFound(wanted);
    }
    return known;
  }

  /** All plug-ins, in no order. */
  List<LoadedPlugin> all() {
    return tenants.values().stream()
        .flatMap(tenant -> tenant.binaries().values().stream())
        .toList();
  }

  /** Returns the plug-ins of {@code tenant}, in load order. */
  List<PluginStatus> list(String tenant) {
    Tenant known = tenants.get(tenant);
    return known == null
        ? List.of()
        : known.binaries().values().stream()
            .map(LoadedPlugin::status)
            .sorted(
                Comparator.comparingLong(PluginStatus::loadedAtMillis)
                    .thenComparing(PluginStatus::id))
            .toList();
  }

  /** Implements {@link Execution#load}. */
  Plugin load(String tenantName, @Nullable String path, Bytes wasm, LoadRequest load) {
    checkPath(path);
    checkSize(wasm);
    PluginModule module = prepared(wasm, load);
    Tenant tenant = tenantFor(tenantName);
    UUID id = path == null ? newId() : tenant.idOf(path, this::newId);
    LoadedPlugin now = tenant.binaries().get(id);
    if (now != null && now.hash().equals(module.compiled().hash()) && isWhole(now, load)) {
      return now.binary();
    }
    try {
      return load(tenant, id, now, path, wasm, module);
    } finally {
      if (path != null && plugins.find(Plugins.key(tenantName, id)) == null) {
        tenant.forgets(path, id);
      }
    }
  }

  private boolean isWhole(LoadedPlugin loaded, LoadRequest load) {
    try {
      PluginModule _ = loaded.module(plugins, load);
      return loaded.problem() == null;
    } catch (ExecutionException _) {
      return false;
    }
  }

  private Plugin load(
      Tenant tenant,
      UUID id,
      @Nullable LoadedPlugin now,
      @Nullable String path,
      Bytes wasm,
      PluginModule module) {
    if (now == null && count.get() >= config.binariesMax()) {
      throw new ExecutionException(
          ExecutionException.Kind.OVERLOADED,
          "%d plug-ins are loaded, and no more may be: unload one".formatted(config.binariesMax()));
    }
    PluginManifest manifest =
        new PluginManifest(path, wasm.size(), ports.clock().millis(), module.stateful());
    tenant.usage().modules(wasm.size());
    boolean done = false;
    try {
      plugins.load(Plugins.key(tenant.name(), id), manifest, wasm);
      done = true;
    } catch (RefusedException e) {
      throw overloaded(e);
    } finally {
      if (!done) {
        tenant.usage().modules(-wasm.size());
      }
    }
    takeOver(tenant, id, manifest, module);
    return new Plugin(
        id,
        path,
        wasm.size(),
        manifest.loadedAtMillis(),
        module.compiled().hash(),
        module.stateful());
  }

  /** Updates the registry from the chain after a load. */
  private void takeOver(Tenant tenant, UUID id, PluginManifest manifest, PluginModule module) {
    Key key = Plugins.key(tenant.name(), id);
    Hash hash = module.compiled().hash();
    tenant
        .binaries()
        .compute(
            id,
            (_, before) -> {
              Registration is = plugins.find(key);
              if (is == null || !is.module().equals(hash) || !runs(is)) {
                // A later load or unload has replaced this one, and updates the registry itself.
                tenant.usage().modules(-manifest.sizeBytes());
                return before;
              }
              if (before == null) {
                count.incrementAndGet();
              } else {
                tenant.usage().modules(-before.manifest().sizeBytes());
              }
              return LoadedPlugin.of(id, is, manifest, module, before);
            });
  }

  /** Implements {@link Execution#unload}. */
  void unload(String tenantName, UUID id, boolean purge) {
    Tenant tenant = tenant(tenantName, id);
    LoadedPlugin now = tenant.loaded(id);
    Key key = Plugins.key(tenantName, id);
    try {
      plugins.unload(key, purge);
    } catch (ActorException e) {
      // A conflict means that a concurrent unload was first; other reasons are not about this plug-
      // in.
      throw e.reason() == ActorException.Reason.CONFLICT ? notFound(id) : e;
    } catch (RefusedException e) {
      throw overloaded(e);
    }
    tenant
        .binaries()
        .computeIfPresent(
            id,
            (_, loaded) -> {
              if (runs(plugins.find(key))) {
                return loaded;
              }
              count.decrementAndGet();
              tenant.usage().modules(-loaded.manifest().sizeBytes());
              return null;
            });
    String path = now.manifest().path();
    if (purge && path != null) {
      tenant.forgets(path, id);
    }
  }

  private static void checkPath(@Nullable String path) {
    if (path != null && path.length() > PATH_MAX) {
      throw new ExecutionException(
          ExecutionException.Kind.INVALID_INPUT,
          "a path has at most %d characters, this one has %d".formatted(PATH_MAX, path.length()));
    }
  }

  private void checkSize(Bytes wasm) {
    if (wasm.size() > config.moduleBytesMax()) {
      throw new ExecutionException(
          ExecutionException.Kind.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "the module has %,d bytes, and the limit is %,d",
              wasm.size(),
              config.moduleBytesMax()));
    }
  }

  private PluginModule prepared(Bytes wasm, LoadRequest load) {
    PluginModule module;
    try {
      module = plugins.prepare(wasm, load);
    } catch (ModuleException | LinkException e) {
      throw new ExecutionException(
          ExecutionException.Kind.INVALID_WASM, String.valueOf(e.getMessage()), e);
    }
    try {
      module.compiled().check(config.limits());
    } catch (ModuleException e) {
      throw new ExecutionException(
          ExecutionException.Kind.COMPILATION, String.valueOf(e.getMessage()), e);
    }
    return module;
  }

  private Tenant tenantFor(String name) {
    Tenant known = tenants.get(name);
    if (known != null) {
      return known;
    }
    try {
      Plugins.key(name, new UUID(0, 0));
    } catch (IllegalArgumentException e) {
      throw new ExecutionException(
          ExecutionException.Kind.INVALID_INPUT, String.valueOf(e.getMessage()), e);
    }
    Quota quota = config.quotas().getOrDefault(name, config.quota());
    return tenants.computeIfAbsent(name, _ -> new Tenant(name, quota, ports.clock()));
  }

  private UUID newId() {
    Bytes random = ports.entropy().bytes(16);
    return new UUID(
        random.int64(0) & ~0xF000L | 0x4000L,
        random.int64(8) & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L);
  }

  static ExecutionException notFound(UUID id) {
    return new ExecutionException(
        ExecutionException.Kind.BINARY_NOT_FOUND, "there is no plug-in %s".formatted(id));
  }

  static ExecutionException overloaded(RuntimeException cause) {
    return new ExecutionException(ExecutionException.Kind.OVERLOADED, ErrorText.of(cause), cause);
  }
}
