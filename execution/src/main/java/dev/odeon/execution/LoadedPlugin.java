package dev.odeon.execution;

import dev.odeon.base.Hash;
import dev.odeon.engine.LoadException;
import dev.odeon.engine.LoadRequest;
import dev.odeon.host.CommandLine;
import dev.odeon.host.PluginModule;
import dev.odeon.runtime.PluginManifest;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.actor.Plugins;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A plug-in with its current code. Loading it again makes a new object that shares the counts. The
 * module is prepared on first use. Thread-safe.
 */
final class LoadedPlugin {
  private static final PluginManifest UNKNOWN = new PluginManifest(null, 0, 0, false);

  private final UUID id;
  private final Registration registration;
  private final PluginManifest manifest;
  private final CommandLine commandLine;
  private final LongAdder runs;
  private final LongAdder errors;
  private volatile @Nullable PluginModule module;
  private volatile @Nullable String problem;

  private LoadedPlugin(
      UUID id,
      Registration registration,
      PluginManifest manifest,
      @Nullable PluginModule module,
      @Nullable String problem,
      @Nullable LoadedPlugin before) {
    this.id = id;
    this.registration = registration;
    this.manifest = manifest;
    this.commandLine = commandLine(id, manifest);
    this.module = module;
    this.problem = problem;
    this.runs = before == null ? new LongAdder() : before.runs;
    this.errors = before == null ? new LongAdder() : before.errors;
  }

  /**
   * Returns the plug-in of a {@code registration} in the home; damage becomes its problem instead
   * of an exception.
   */
  static LoadedPlugin of(UUID id, Registration registration, Plugins plugins) {
    PluginManifest manifest = UNKNOWN;
    String problem = null;
    try {
      manifest = plugins.manifest(registration);
      if (!plugins.has(registration.module())) {
        problem = "the home has lost its module %s: load it again".formatted(registration.module());
      }
    } catch (RuntimeException e) {
      problem = String.valueOf(e.getMessage());
    }
    return new LoadedPlugin(id, registration, manifest, null, problem, null);
  }

  /** Returns the plug-in with prepared code, as the successor of {@code before}. */
  static LoadedPlugin of(
      UUID id,
      Registration registration,
      PluginManifest manifest,
      PluginModule module,
      @Nullable LoadedPlugin before) {
    return new LoadedPlugin(id, registration, manifest, module, null, before);
  }

  UUID id() {
    return id;
  }

  Registration registration() {
    return registration;
  }

  PluginManifest manifest() {
    return manifest;
  }

  /** What it is started with as a command: its name alone, that of its file. */
  CommandLine commandLine() {
    return commandLine;
  }

  private static CommandLine commandLine(UUID id, PluginManifest manifest) {
    String path = manifest.path();
    String name = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
    return CommandLine.of(name.isEmpty() ? id.toString() : name);
  }

  Hash hash() {
    return registration.module();
  }

  @Nullable String problem() {
    return problem;
  }

  /**
   * Returns the prepared code.
   *
   * @throws ExecutionException of kind {@link ExecutionException.Kind#COMPILATION} if it is missing
   *     or damaged
   * @throws LoadException if it was not compiled, for a reason of {@code load}: its time or its
   *     cancellation
   */
  PluginModule module(Plugins plugins, LoadRequest load) {
    PluginModule ready = module;
    if (ready != null) {
      return ready;
    }
    try {
      ready = plugins.module(registration, load);
    } catch (LoadException e) {
      throw e;
    } catch (RuntimeException e) {
      problem = String.valueOf(e.getMessage());
      throw new ExecutionException(
          ExecutionException.Kind.COMPILATION,
          "the plug-in %s cannot run: %s".formatted(id, e.getMessage()),
          e);
    }
    module = ready;
    problem = null;
    return ready;
  }

  /** Counts a run. */
  void ran(boolean succeeded) {
    runs.increment();
    if (!succeeded) {
      errors.increment();
    }
  }

  Plugin binary() {
    return new Plugin(
        id,
        manifest.path(),
        manifest.sizeBytes(),
        manifest.loadedAtMillis(),
        hash(),
        manifest.stateful());
  }

  PluginStatus status() {
    return new PluginStatus(
        id,
        manifest.path(),
        manifest.sizeBytes(),
        manifest.loadedAtMillis(),
        hash(),
        manifest.stateful(),
        runs.sum(),
        errors.sum(),
        problem);
  }
}
