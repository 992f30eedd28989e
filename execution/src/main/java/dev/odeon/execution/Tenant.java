package dev.odeon.execution;

import dev.odeon.base.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The plug-ins of one tenant and its usage. Thread-safe. */
final class Tenant {
  private final String name;
  private final Usage usage;
  private final Map<UUID, LoadedPlugin> binaries = new ConcurrentHashMap<>();

  /**
   * The id of each path. It is kept as long as the state, so that loading the path again finds it.
   */
  private final Map<String, UUID> paths = new ConcurrentHashMap<>();

  Tenant(String name, Quota quota, Clock clock) {
    this.name = name;
    this.usage = new Usage(name, quota, clock);
  }

  String name() {
    return name;
  }

  Usage usage() {
    return usage;
  }

  Map<UUID, LoadedPlugin> binaries() {
    return binaries;
  }

  /** Returns the id of {@code path}; a fresh one if it has none. */
  UUID idOf(String path, Supplier<UUID> fresh) {
    return paths.computeIfAbsent(path, _ -> fresh.get());
  }

  void names(String path, UUID id) {
    paths.put(path, id);
  }

  void forgets(String path, UUID id) {
    paths.remove(path, id);
  }

  /**
   * Returns the plug-in of {@code id}.
   *
   * @throws ExecutionException if there is none
   */
  LoadedPlugin loaded(UUID id) {
    LoadedPlugin found = binaries.get(id);
    if (found == null) {
      throw Registry.notFound(id);
    }
    return found;
  }
}
