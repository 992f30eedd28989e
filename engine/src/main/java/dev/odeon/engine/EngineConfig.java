package dev.odeon.engine;

import java.time.Duration;
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
 * @param loadsAtATime how many modules are compiled at a time
 * @param loadTime how long compiling one may take
 * @param quietAtStart the imports that do nothing, instead of trapping, while a module's start
 *     function and {@code _initialize} run; the state after those must depend on the module alone
 * @param pacing decides which runs give way to others
 */
public record EngineConfig(
    long memoryBytesMax,
    int moduleBytesMax,
    int modulesMax,
    int idleInstancesMax,
    @Nullable CodeCache cache,
    int loadsAtATime,
    Duration loadTime,
    Predicate<Import> quietAtStart,
    RunPacing pacing) {
  /**
   * Half the heap, 64 MiB a module, 256 modules, 8 instances each, no cache, all processors but one
   * for loads of two minutes at most, any function named {@code log} quiet, no run that gives way.
   */
  public static EngineConfig standard() {
    return new EngineConfig(
        Runtime.getRuntime().maxMemory() / 2,
        64 << 20,
        256,
        8,
        null,
        Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
        Duration.ofMinutes(2),
        each -> each.name().equals("log"),
        RunPacing.NONE);
  }

  /** A set-up. */
  public EngineConfig {
    if (memoryBytesMax < 0 || moduleBytesMax < 0 || modulesMax < 0 || idleInstancesMax < 0) {
      throw new IllegalArgumentException(
          "limits cannot be negative: memory %d, module %d, modules %d, idle instances %d"
              .formatted(memoryBytesMax, moduleBytesMax, modulesMax, idleInstancesMax));
    }
    if (loadsAtATime < 1 || loadTime.isNegative() || loadTime.isZero()) {
      throw new IllegalArgumentException(
          "nothing can be loaded with %d loads at a time of %s".formatted(loadsAtATime, loadTime));
    }
  }

  /** This set-up with another memory budget in bytes. */
  public EngineConfig withMemoryBytesMax(long limit) {
    return new EngineConfig(
        limit,
        moduleBytesMax,
        modulesMax,
        idleInstancesMax,
        cache,
        loadsAtATime,
        loadTime,
        quietAtStart,
        pacing);
  }

  /** This set-up with another module size in bytes. */
  public EngineConfig withModuleBytesMax(int limit) {
    return new EngineConfig(
        memoryBytesMax,
        limit,
        modulesMax,
        idleInstancesMax,
        cache,
        loadsAtATime,
        loadTime,
        quietAtStart,
        pacing);
  }

  /** This set-up with another number of modules that are kept compiled. */
  public EngineConfig withModulesMax(int limit) {
    return new EngineConfig(
        memoryBytesMax,
        moduleBytesMax,
        limit,
        idleInstancesMax,
        cache,
        loadsAtATime,
        loadTime,
        quietAtStart,
        pacing);
  }

  /** This set-up with a cache for compiled code. */
  public EngineConfig withCache(CodeCache other) {
    return new EngineConfig(
        memoryBytesMax,
        moduleBytesMax,
        modulesMax,
        idleInstancesMax,
        other,
        loadsAtATime,
        loadTime,
        quietAtStart,
        pacing);
  }

  /** This set-up with another number of idle instances a module; 0 for a new one each run. */
  public EngineConfig withIdleInstancesMax(int limit) {
    return new EngineConfig(
        memoryBytesMax,
        moduleBytesMax,
        modulesMax,
        limit,
        cache,
        loadsAtATime,
        loadTime,
        quietAtStart,
        pacing);
  }

  /** This set-up with other limits of compiling: how many at a time, and how long each. */
  public EngineConfig withLoads(int atATime, Duration time) {
    return new EngineConfig(
        memoryBytesMax,
        moduleBytesMax,
        modulesMax,
        idleInstancesMax,
        cache,
        atATime,
        time,
        quietAtStart,
        pacing);
  }

  /** This set-up with another decision on which runs give way to others. */
  public EngineConfig withPacing(RunPacing other) {
    return new EngineConfig(
        memoryBytesMax,
        moduleBytesMax,
        modulesMax,
        idleInstancesMax,
        cache,
        loadsAtATime,
        loadTime,
        quietAtStart,
        other);
  }
}
