package dev.odeon.execution;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.engine.ModuleException;
import dev.odeon.engine.OverloadedException;
import dev.odeon.host.LinkException;
import dev.odeon.host.PluginContext;
import dev.odeon.host.PluginModule;
import dev.odeon.host.PluginResult;
import dev.odeon.runtime.Actors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The plug-ins of one home, loaded, run alone and in pipelines. Every method may be called by any
 * thread that is not interrupted. A run without a state is on the calling thread, whose stack is
 * what the plug-in can use: give it as much as {@code Settings.guestStackBytes}.
 */
public final class Execution implements AutoCloseable {
  private final Actors actors;
  private final ExecutionConfig config;
  private final Map<Name, Loaded> binaries = new ConcurrentHashMap<>();

  private record Name(String tenant, UUID id) {}

  private record Loaded(
      String tenant, Binary binary, PluginModule module, AtomicLong runs, AtomicLong errors) {}

  private Execution(Actors actors, ExecutionConfig config) {
    this.actors = actors;
    this.config = config;
  }

  /** The service over the actors of a home and its engine, which stay the caller's to close. */
  public static Execution open(Actors actors, ExecutionConfig config) {
    return new Execution(actors, config);
  }

  /**
   * Loads a plug-in. One of a path that was loaded before keeps its UUID and gets the new code;
   * calls under way end on the old. Blocks until that is durable.
   *
   * @param path where the module is from; null if nowhere, and then it is a new plug-in each time
   * @throws ExecutionException if it is too large, no module, or no plug-in
   */
  public Binary load(String tenant, @Nullable String path, Bytes module) {
    if (module.size() > config.moduleBytesMax()) {
      throw new ExecutionException(
          ExecutionException.Kind.TOO_LARGE,
          "the module has %,d bytes, and the limit is %,d"
              .formatted(module.size(), config.moduleBytesMax()));
    }
    PluginModule plugin;
    try {
      plugin = PluginModule.of(actors.engine().compile(module));
    } catch (ModuleException | LinkException e) {
      throw new ExecutionException(
          ExecutionException.Kind.INVALID_WASM, String.valueOf(e.getMessage()), e);
    }
    UUID id =
        binaries.values().stream()
            .filter(each -> each.tenant.equals(tenant))
            .map(Loaded::binary)
            .filter(each -> path != null && path.equals(each.path()))
            .map(Binary::id)
            .findFirst()
            .orElseGet(this::newId);
    Binary binary =
        new Binary(
            id,
            path,
            module.size(),
            ports().clock().millis(),
            plugin.compiled().hash(),
            plugin.stateful());
    binaries.put(
        new Name(tenant, id),
        new Loaded(tenant, binary, plugin, new AtomicLong(), new AtomicLong()));
    return binary;
  }

  /** The plug-ins of {@code tenant}, in the order of their loading. */
  public List<BinaryStatus> list(String tenant) {
    return binaries.values().stream()
        .filter(each -> each.tenant.equals(tenant))
        .map(each ->
            new BinaryStatus(
                each.binary.id(),
                each.binary.path(),
                each.binary.sizeBytes(),
                each.binary.loadedAtMillis(),
                each.binary.hash(),
                each.binary.stateful(),
                each.runs.get(),
                each.errors.get(),
                null))
        .sorted((a, b) -> Long.compare(a.loadedAtMillis(), b.loadedAtMillis()))
        .toList();
  }

  /**
   * Takes a plug-in away; calls under way end. Blocks until that is durable.
   *
   * @param purge whether its state is dropped too; else loading its path again finds it
   * @throws ExecutionException if there is no such plug-in
   */
  public void unload(String tenant, UUID id, boolean purge) {
    if (binaries.remove(new Name(tenant, id)) == null) {
      throw notFound(id);
    }
  }

  /**
   * Runs a plug-in once. Blocks until it ended, and what it set is durable.
   *
   * @throws ExecutionException if nothing was run
   */
  public RunReport execute(
      String tenant, UUID id, Bytes input, Asked asked, Cancellation cancellation) {
    return run(loaded(tenant, id), input, limits(asked), cancellation).report;
  }

  /**
   * Runs plug-ins one after the other, each on the output of the one before. Blocks until the last
   * ended, and what they set is durable: all of it, or nothing if one failed.
   *
   * @throws ExecutionException if nothing was run
   */
  public PipelineReport chain(
      String tenant, List<UUID> ids, Bytes input, Asked asked, Cancellation cancellation) {
    List<Loaded> steps = ids.stream().map(id -> loaded(tenant, id)).toList();
    List<RunReport> reports = new ArrayList<>(steps.size());
    long begun = ports().clock().nanos();
    Bytes next = input;
    for (Loaded step : steps) {
      Ran ran = run(step, next, limits(asked), new Cancellation());
      reports.add(ran.report);
      next = ran.onward;
      if (!ran.report.succeeded()) {
        break;
      }
    }
    boolean failed = !reports.getLast().succeeded();
    return new PipelineReport(
        reports, failed ? reports.size() - 1 : -1, ports().clock().nanos() - begun);
  }

  /** Lets nothing new begin. */
  @Override
  public void close() {}

  private record Ran(RunReport report, Bytes onward) {}

  private Ran run(Loaded loaded, Bytes input, Limits limits, Cancellation cancellation) {
    long begun = ports().clock().nanos();
    PluginResult result;
    try {
      result = loaded.module.run(input, context(), null, limits, cancellation);
    } catch (ModuleException e) {
      throw new ExecutionException(
          ExecutionException.Kind.COMPILATION, String.valueOf(e.getMessage()), e);
    } catch (OverloadedException e) {
      throw new ExecutionException(
          ExecutionException.Kind.OVERLOADED, String.valueOf(e.getMessage()), e);
    }
    loaded.runs.incrementAndGet();
    if (!result.returned()) {
      loaded.errors.incrementAndGet();
    }
    RunReport report =
        new RunReport(
            loaded.binary.id(),
            result.outcome(),
            result.returnCode(),
            result.output(),
            ports().clock().nanos() - begun,
            result.fuel());
    return new Ran(report, result.onward());
  }

  private PluginContext context() {
    Ports ports = ports();
    return new PluginContext() {
      @Override
      public long timeMillis() {
        return ports.clock().millis();
      }

      @Override
      public Bytes seed() {
        return ports.entropy().bytes(16);
      }
    };
  }

  private Limits limits(Asked asked) {
    Limits most = config.limits();
    Limits lowered = most;
    if (asked.timeout() != null && asked.timeout().compareTo(most.time()) < 0) {
      lowered = lowered.withTime(asked.timeout());
    }
    if (asked.memoryBytes() != null && asked.memoryBytes() < most.memoryBytesMax()) {
      lowered = lowered.withMemoryBytesMax(asked.memoryBytes());
    }
    if (asked.fuel() != null && asked.fuel() < lowered.fuel()) {
      lowered = lowered.withFuel(asked.fuel());
    }
    return lowered;
  }

  private Loaded loaded(String tenant, UUID id) {
    Loaded found = binaries.get(new Name(tenant, id));
    if (found == null) {
      throw notFound(id);
    }
    return found;
  }

  private static ExecutionException notFound(UUID id) {
    return new ExecutionException(
        ExecutionException.Kind.BINARY_NOT_FOUND,
        "there is no binary %s: 'odeon list' shows those there are".formatted(id));
  }

  private UUID newId() {
    Bytes random = ports().entropy().bytes(16);
    return new UUID(
        random.int64(0) & ~0xF000L | 0x4000L,
        random.int64(8) & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L);
  }

  private Ports ports() {
    return actors.ports();
  }
}
