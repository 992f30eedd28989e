package dev.odeon.execution;

import dev.odeon.base.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The plug-ins of one tenant and what it uses. Any thread. */
final class Tenant {
  private final String name;
  private final Usage usage;
  private final Map<UUID, LoadedPlugin> binaries = new ConcurrentHashMap<>();

  /** The id of each path, kept while a state is: loading the path again finds it. */
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

  /** The id of {@code path}; a fresh one if it never had one. */
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
   * The plug-in of {@code id}.
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
