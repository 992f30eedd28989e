package dev.odeon.execution;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.engine.LoadException;
import dev.odeon.engine.LoadRequest;
import dev.odeon.engine.ModuleException;
import dev.odeon.host.CommandLine;
import dev.odeon.host.PluginModule;
import dev.odeon.host.PluginResult;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.runtime.actor.Plugins;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Loads the plug-ins of one home and runs them, alone and in pipelines. Thread-safe. A stateless
 * run uses the calling thread, whose stack limits the plug-in's: give it {@code
 * Settings.guestStackBytes}. If the calling thread is virtual, or the run is recorded, it uses a
 * guest thread instead.
 */
public final class Execution implements AutoCloseable {
  /** As many as Linux allows, about. */
  private static final long COMMAND_LINE_BYTES_MAX = 1 << 20;

  private final ExecutionConfig config;
  private final Limits limits;
  private final Clock clock;
  private final Plugins plugins;
  private final Registry registry;
  private final PluginRunner runs;
  private final Metrics meters;
  private volatile boolean closed;

  private Execution(Actors actors, ExecutionConfig config) {
    Ports ports = actors.ports();
    this.config = config;
    this.clock = ports.clock();
    this.plugins = actors.plugins();
    this.limits = limits(config, plugins.limits());
    this.registry = Registry.open(plugins, ports, config);
    Permits permits = new Permits(clock, ports.threads(), config);
    this.runs = new PluginRunner(plugins, ports, permits);
    this.meters = new Metrics(config.meters(), actors, permits, registry);
  }

  /**
   * Combines the limits: those that a replay takes from the home's settings must come from there.
   */
  private static Limits limits(ExecutionConfig config, Limits home) {
    return new Limits(
        config.limits().time(),
        config.limits().fuel(),
        config.limits().memoryBytesMax(),
        home.tableElementsMax(),
        home.stackSlots(),
        home.outputBytesMax());
  }

  /** Opens the service with its defaults over the actors of a home, which stay the caller's. */
  public static Execution open(Actors actors) {
    return open(actors, ExecutionConfig.defaults());
  }

  /**
   * Opens the service over the actors of a home, which stay the caller's to close. It finds all
   * plug-ins that were loaded before, under their UUIDs; their code is prepared on first use, or in
   * the background at once if {@code config} says so.
   */
  public static Execution open(Actors actors, ExecutionConfig config) {
    Execution execution = new Execution(actors, config);
    if (config.preparesAtOpen()) {
      actors.ports().threads().start("odeon-prepare", 0, execution::prepare);
    }
    return execution;
  }

  private void prepare() {
    for (LoadedPlugin loaded : registry.all()) {
      if (closed) {
        return;
      }
      try {
        loaded.module(plugins, LoadRequest.of(loaded.registration().key().tenant()));
      } catch (LoadException _) {
        // The first run prepares it, unless the service is closing.
      } catch (ExecutionException e) {
        // The problem concerns that plug-in alone, and its list entry shows it.
        System.getLogger(Execution.class.getPackageName())
            .log(
                System.Logger.Level.WARNING,
                "a plug-in cannot run: load it again binary={0} path={1} reason={2}",
                loaded.id(),
                loaded.manifest().path(),
                e.getMessage());
      }
    }
  }

  /**
   * Loads a plug-in of the default tenant. A name that was loaded before keeps its UUID and state
   * and gets the new code. Blocks until the load is durable.
   *
   * @param name the name or path that it is known by
   * @throws ExecutionException if it is too large, not a module, or not a plug-in
   */
  public Plugin load(String name, Bytes module) {
    return load(Key.DEFAULT_TENANT, name, module);
  }

  /**
   * Loads a plug-in. A path that was loaded before keeps its UUID and state and gets the new code;
   * running calls finish with the old code. Blocks until the load is durable.
   *
   * @param path the origin of the module; null if it has none, which makes it a new plug-in each
   *     time
   * @throws ExecutionException if it is too large, not a module, or not a plug-in
   */
  public Plugin load(String tenant, @Nullable String path, Bytes module) {
    return load(tenant, path, module, LoadRequest.of(tenant));
  }

  /**
   * Loads a plug-in, with a time limit and cancellation for the compilation.
   *
   * @throws ExecutionException as for the other method, also of kind {@link
   *     ExecutionException.Kind#TIME} or {@link ExecutionException.Kind#CANCELLED}; then nothing is
   *     loaded
   */
  public Plugin load(String tenant, @Nullable String path, Bytes module, LoadRequest load) {
    checkOpen();
    try {
      return registry.load(tenant, path, module, load);
    } catch (LoadException | ExecutionException e) {
      throw counted(PluginRunner.refusal(e));
    }
  }

  /** The limits of a run that asks for none lower. */
  public Limits limits() {
    return limits;
  }

  /** Returns the plug-ins of {@code tenant}, in load order. */
  public List<PluginStatus> list(String tenant) {
    return registry.list(tenant);
  }

  /**
   * Returns whether a run of the plug-in is recorded, and so waits for the disk; false if there is
   * no such plug-in. Does not block.
   */
  public boolean isStateful(String tenant, UUID id) {
    try {
      return registry.tenant(tenant, id).loaded(id).manifest().stateful();
    } catch (ExecutionException _) {
      return false;
    }
  }

  /**
   * Unloads a plug-in; calls that are running still finish. Blocks until that is durable.
   *
   * @param purge whether to delete its state too; otherwise a later load of its path finds the
   *     state again
   * @throws ExecutionException if there is no such plug-in
   */
  public void unload(String tenant, UUID id, boolean purge) {
    checkOpen();
    try {
      registry.unload(tenant, id, purge);
    } catch (ExecutionException e) {
      throw counted(e);
    }
  }

  /**
   * Runs a plug-in of the default tenant once and returns its output. Blocks until it has ended and
   * its new state is durable.
   *
   * @throws ExecutionException if there is no output: its kind says whether the plug-in ran and
   *     failed, or did not run. The longer forms say that as values.
   */
  public Bytes execute(UUID id, Bytes input) {
    RunReport report =
        execute(Key.DEFAULT_TENANT, id, input, RunLimits.NOTHING, new Cancellation());
    if (!report.succeeded()) {
      throw Reports.failure(report);
    }
    return report.output();
  }

  /**
   * Runs a plug-in once. Blocks until it has ended and its new state is durable.
   *
   * @throws ExecutionException if it did not run, or could not be recorded
   */
  public RunReport execute(
      String tenant, UUID id, Bytes input, RunLimits asked, Cancellation cancellation) {
    return execute(tenant, id, null, input, asked, cancellation);
  }

  /**
   * The same under an idempotency key: a run of a plug-in with state that returned, or was
   * rejected, takes effect once, and the same run under the same key gets its stored result. A run
   * that was stopped may be tried again.
   *
   * @param key 1 to 256 bytes of UTF-8 without control characters; null for none
   * @throws ExecutionException if it did not run, or could not be recorded; of kind {@link
   *     ExecutionException.Kind#INVALID_INPUT} if the plug-in keeps no state, or the key is none
   * @throws dev.odeon.runtime.ActorException if the key was used for another input
   */
  public RunReport execute(
      String tenant,
      UUID id,
      @Nullable String key,
      Bytes input,
      RunLimits asked,
      Cancellation cancellation) {
    return execute(tenant, id, key, input, CommandLine.NONE, asked, cancellation);
  }

  /**
   * The same for a command of WASI that is given arguments and an environment.
   *
   * @param commandLine the arguments after the first, and the variables; the first is the name of
   *     the file that the plug-in was loaded from, or its id, whatever program is named here
   * @throws ExecutionException as for the other method; also of kind {@link
   *     ExecutionException.Kind#INVALID_INPUT} if something is given to a plug-in that is not a
   *     command, and of kind {@link ExecutionException.Kind#TOO_LARGE} if it is over 1 MiB
   */
  public RunReport execute(
      String tenant,
      UUID id,
      @Nullable String key,
      Bytes input,
      CommandLine commandLine,
      RunLimits asked,
      Cancellation cancellation) {
    long begun = clock.nanos();
    try {
      checkOpen();
      checkInput(input);
      Tenant of = registry.tenant(tenant, id);
      LoadedPlugin loaded = of.loaded(id);
      Limits allowed = lowered(asked);
      long fuel = 0;
      of.usage().begin(allowed.memoryBytesMax());
      try {
        PluginModule module = loaded.module(plugins, wanted(tenant, asked, cancellation));
        checkKey(key, loaded, module);
        checkCommandLine(commandLine, loaded, module);
        SingleRun single = new SingleRun(of, loaded, module, key, input, commandLine, cancellation);
        PluginResult result = run(single, allowed, begun);
        fuel = result.fuel();
        RunReport report = Reports.of(loaded, result, clock.nanos() - begun);
        meters.ran(module.stateful(), report);
        return report;
      } finally {
        of.usage().end(allowed.memoryBytesMax(), fuel);
      }
    } catch (RuntimeException e) {
      throw counted(PluginRunner.refusal(e));
    }
  }

  /** One call of one plug-in. */
  private record SingleRun(
      Tenant tenant,
      LoadedPlugin loaded,
      PluginModule module,
      @Nullable String key,
      Bytes input,
      CommandLine commandLine,
      Cancellation cancellation) {
    CommandLine named() {
      CommandLine alone = loaded.commandLine();
      return commandLine.isGiven() ? commandLine.withProgram(alone.program()) : alone;
    }
  }

  private PluginResult run(SingleRun run, Limits allowed, long begun) {
    if (!fits(run.module, allowed)) {
      return PluginResult.unrun(new Outcome.Exhausted(Outcome.Limit.MEMORY));
    }
    return run.module.stateful()
        ? plugins.run(
            Plugins.key(run.tenant.name(), run.loaded.id()),
            run.key,
            run.input,
            allowed,
            begun + allowed.time().toNanos(),
            run.cancellation)
        : runs.once(
            run.tenant.name(),
            run.module,
            run.input,
            run.named(),
            allowed,
            begun,
            run.cancellation);
  }

  private static void checkCommandLine(
      CommandLine commandLine, LoadedPlugin loaded, PluginModule module) {
    if (!commandLine.isGiven()) {
      return;
    }
    if (!module.isCommand()) {
      throw new ExecutionException(
          ExecutionException.Kind.INVALID_INPUT,
          "plug-in %s exports process, which is given its input alone: only commands of WASI (_start) take arguments and environment variables"
              .formatted(loaded.id()));
    }
    long size = commandLine.sizeBytes();
    if (size > COMMAND_LINE_BYTES_MAX) {
      throw new ExecutionException(
          ExecutionException.Kind.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "arguments and environment have %,d bytes, and the limit is %,d: pass them as input",
              size,
              COMMAND_LINE_BYTES_MAX));
    }
  }

  private static void checkKey(@Nullable String key, LoadedPlugin loaded, PluginModule module) {
    if (key == null) {
      return;
    }
    if (!module.stateful()) {
      throw new ExecutionException(
          ExecutionException.Kind.INVALID_INPUT,
          "plug-in %s keeps no state, so its runs have no effect to repeat: leave the idempotency key out"
              .formatted(loaded.id()));
    }
    try {
      Message.checkId("idempotency key", key);
    } catch (IllegalArgumentException e) {
      throw new ExecutionException(
          ExecutionException.Kind.INVALID_INPUT, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Whether the module fits within the limits; the service's own memory limit was checked at load.
   */
  private boolean fits(PluginModule module, Limits allowed) {
    if (allowed.memoryBytesMax() == limits.memoryBytesMax()) {
      return true;
    }
    try {
      module.compiled().check(allowed);
      return true;
    } catch (ModuleException _) {
      return false;
    }
  }

  /**
   * Runs plug-ins one after the other, each on the output of the one before. Blocks until the last
   * has ended and their new states are durable: all of them, or none if one failed.
   *
   * @throws ExecutionException if nothing ran, or it could not be recorded
   */
  public PipelineReport chain(
      String tenant, List<UUID> ids, Bytes input, RunLimits asked, Cancellation cancellation) {
    long begun = clock.nanos();
    try {
      checkOpen();
      checkInput(input);
      checkSteps(ids);
      Tenant of = registry.tenant(tenant, ids.getFirst());
      List<LoadedPlugin> all = ids.stream().map(of::loaded).toList();
      Limits allowed = lowered(asked);
      long fuel = 0;
      of.usage().begin(allowed.memoryBytesMax());
      try {
        List<Pipeline.Step> steps =
            all.stream().map(each -> step(of, each, wanted(tenant, asked, cancellation))).toList();
        List<RunReport> reports =
            steps.stream().allMatch(step -> fits(step.module(), allowed))
                ? new Pipeline(tenant, steps, allowed, begun, cancellation, plugins, runs, clock)
                    .run(input)
                : notFitting(steps, allowed);
        fuel = reports.stream().mapToLong(RunReport::fuel).sum();
        return report(steps, reports, clock.nanos() - begun);
      } finally {
        of.usage().end(allowed.memoryBytesMax(), fuel);
      }
    } catch (RuntimeException e) {
      throw counted(PluginRunner.refusal(e));
    }
  }

  /**
   * A call waits for its code no longer than its own time limit; compilation continues for later
   * calls.
   */
  private static LoadRequest wanted(String tenant, RunLimits asked, Cancellation cancellation) {
    return new LoadRequest(tenant, asked.timeout(), cancellation, true);
  }

  private Pipeline.Step step(Tenant tenant, LoadedPlugin loaded, LoadRequest load) {
    PluginModule module = loaded.module(plugins, load);
    return new Pipeline.Step(
        loaded, module, module.stateful() ? Plugins.key(tenant.name(), loaded.id()) : null);
  }

  private List<RunReport> notFitting(List<Pipeline.Step> steps, Limits allowed) {
    Pipeline.Step first =
        steps.stream().filter(step -> !fits(step.module(), allowed)).findFirst().orElseThrow();
    return List.of(
        Reports.of(
            first.loaded(), PluginResult.unrun(new Outcome.Exhausted(Outcome.Limit.MEMORY)), 0));
  }

  private PipelineReport report(List<Pipeline.Step> steps, List<RunReport> reports, long nanos) {
    for (int i = 0; i < reports.size(); i++) {
      meters.ran(steps.get(i).key() != null, reports.get(i));
    }
    meters.ranPipeline(nanos);
    int failed = reports.getLast().succeeded() ? -1 : reports.size() - 1;
    return new PipelineReport(reports, failed, nanos);
  }

  /** Refuses new calls; running ones finish. The actors stay the caller's to close. */
  @Override
  public void close() {
    closed = true;
    meters.close();
  }

  /** Returns what a run may use that asks for {@code asked}. */
  public Limits lowered(RunLimits asked) {
    if (asked == RunLimits.NOTHING) {
      return limits;
    }
    Limits lowered = limits;
    if (asked.timeout() != null && asked.timeout().compareTo(limits.time()) < 0) {
      lowered = lowered.withTime(asked.timeout());
    }
    if (asked.memoryBytes() != null && asked.memoryBytes() < limits.memoryBytesMax()) {
      lowered = lowered.withMemoryBytesMax(asked.memoryBytes());
    }
    if (asked.fuel() != null && asked.fuel() < lowered.fuel()) {
      lowered = lowered.withFuel(asked.fuel());
    }
    return lowered;
  }

  private void checkOpen() {
    if (closed) {
      throw new ExecutionException(
          ExecutionException.Kind.OVERLOADED, "the execution service is closing");
    }
  }

  private void checkInput(Bytes input) {
    if (input.size() > config.inputBytesMax()) {
      throw new ExecutionException(
          ExecutionException.Kind.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "the input has %,d bytes, and the limit is %,d",
              input.size(),
              config.inputBytesMax()));
    }
  }

  private void checkSteps(List<UUID> ids) {
    if (ids.isEmpty() || ids.size() > config.stepsMax()) {
      throw new ExecutionException(
          ExecutionException.Kind.INVALID_INPUT,
          "a pipeline has 1 to %d steps, this one has %d".formatted(config.stepsMax(), ids.size()));
    }
  }

  private RuntimeException counted(RuntimeException failure) {
    if (failure instanceof ExecutionException e) {
      meters.refused(e.kind());
    }
    return failure;
  }
}
