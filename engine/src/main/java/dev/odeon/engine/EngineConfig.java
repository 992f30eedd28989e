package dev.odeon.engine;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How an engine is set up.
 *
 * @param memoryBytesMax what all guests may hold together
 * @param moduleBytesMax the largest module
 * @param modulesMax how many compiled modules are kept for the next {@link Engine#compile} of the
 *     same bytes
 * @param idleInstancesMax how many instances of one module are kept to be used again
 * @param cache where compiled code is kept for other processes; null for nowhere
 * @param quietAtStart the imports that do nothing, instead of trapping, while a module's start
 *     function and {@code _initialize} run; the state after those must depend on the module alone
 */
public record EngineConfig(
    long memoryBytesMax,
    int moduleBytesMax,
    int modulesMax,
    int idleInstancesMax,
    @Nullable CodeCache cache,
    Predicate<Import> quietAtStart) {
  /**
   * Half the heap, 64 MiB a module, 256 modules, 8 instances each, no cache, any function named
   * {@code log} quiet.
   */
  public static EngineConfig standard() {
    return new EngineConfig(
        Runtime.getRuntime().maxMemory() / 2,
        64 << 20,
        256,
        8,
        null,
        each -> each.name().equals("log"));
  }

  /** A set-up. */
  public EngineConfig {
    if (memoryBytesMax < 0 || moduleBytesMax < 0 || modulesMax < 0 || idleInstancesMax < 0) {
      throw new IllegalArgumentException(
          "limits cannot be negative: memory %d, module %d, modules %d, idle instances %d"
              .formatted(memoryBytesMax, moduleBytesMax, modulesMax, idleInstancesMax));
    }
  }

  /** This set-up with another memory budget in bytes. */
  public EngineConfig withMemoryBytesMax(long limit) {
    return new EngineConfig(
        limit, moduleBytesMax, modulesMax, idleInstancesMax, cache, quietAtStart);
  }

  /** This set-up with another module size in bytes. */
  public EngineConfig withModuleBytesMax(int limit) {
    return new EngineConfig(
        memoryBytesMax, limit, modulesMax, idleInstancesMax, cache, quietAtStart);
  }

  /** This set-up with another number of modules that are kept compiled. */
  public EngineConfig withModulesMax(int limit) {
    return new EngineConfig(
        memoryBytesMax, moduleBytesMax, limit, idleInstancesMax, cache, quietAtStart);
  }

  /** This set-up with a cache for compiled code. */
  public EngineConfig withCache(CodeCache other) {
    return new EngineConfig(
        memoryBytesMax, moduleBytesMax, modulesMax, idleInstancesMax, other, quietAtStart);
  }

  /** This set-up with another number of idle instances a module; 0 for a new one each run. */
  public EngineConfig withIdleInstancesMax(int limit) {
    return new EngineConfig(memoryBytesMax, moduleBytesMax, modulesMax, limit, cache, quietAtStart);
  }
}
