package dev.odeon.cli;

import dev.odeon.chain.DamageReport;
import dev.odeon.engine.Limits;
import dev.odeon.log.Opening;
import dev.odeon.protocol.JsonFields;
import dev.odeon.server.ServerConfig;
import dev.odeon.service.ModuleFiles;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the server of a home until it is told to end. */
@Command(
    name = "serve",
    description = "Runs the server of a home until SIGTERM or SIGINT.",
    footer = {
      "",
      "Prints one line once clients can connect: ready, and the socket. The log goes to stderr.",
      "On a signal it accepts nothing new, lets running requests finish (see --drain), closes the",
      "home and exits with 0. A second signal ends it at once, with 1; nothing acknowledged is lost.",
      "",
      "Examples:",
      "  odeon serve",
      "  odeon serve --socket /tmp/wasm-core.sock --modules /srv/plugins -t 1000"
    })
public final class ServeCommand implements Runnable {
  private static final long DRAIN_MILLIS_MAX = Duration.ofDays(1).toMillis();

  private final Console console;

  @Option(
      names = "--modules",
      paramLabel = "DIR",
      description = "Read the modules that requests name from this folder only. Repeatable.")
  private List<Path> modules = new ArrayList<>();

  @Option(
      names = "--no-module-files",
      description = "Do not read module files; requests must contain the module.")
  private boolean noFiles;

  @Option(
      names = "--drain",
      paramLabel = "MS",
      description = {
        "Shutdown grace period for running requests, in milliseconds. Default: 10000."
            + " The process ends within a second after it."
      })
  private @Nullable Long drainMillis;

  @Option(
      names = "--quota",
      paramLabel = "[TENANT:]NAME=N,…",
      description = {
        "What a tenant may use at a time: executions, fuel (a second), memory and modules (MiB)."
            + " Of memory, each execution counts as its limit (--memory), whatever it uses."
            + " Without a tenant: every tenant that is not named. Repeatable."
      })
  private List<String> quotas = new ArrayList<>();

  @Option(
      names = "--degraded",
      description = {
        "Open the home even if its log is damaged. Actors that lack a block take no turns, the"
            + " others run. If it is unknown what is lost, everything is read-only."
      })
  private boolean degraded;

  @Mixin private RunOptions most = new RunOptions();

  public ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    long begun = System.nanoTime();
    LogLines.to(console, console.verbose() ? Level.DEBUG : Level.INFO);
    Limits limits = most.most(Limits.DEFAULT);
    Quotas allowed = Quotas.of(quotas).allowing(limits.memoryBytesMax());
    Opening.Mode mode = degraded ? Opening.Mode.DEGRADED : Opening.Mode.STRICT;
    ServerConfig config = config();
    ServerProcess serving = ServerProcess.open(console, config, limits, allowed, mode);
    warn(serving.damage());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(new ServerStop(console, serving, config.drain()), "odeon-shutdown"));
    ready(serving.socket(), (System.nanoTime() - begun) / 1_000_000);
    Preload.begin();
    untilTold();
  }

  private ServerConfig config() {
    if (noFiles && !modules.isEmpty()) {
      throw Failure.usage("--no-module-files and --modules exclude each other: give one of them");
    }
    ServerConfig config = ServerConfig.defaults().withSocket(console.socket().orElse(null));
    if (noFiles) {
      config = config.withFiles(new ModuleFiles.Nowhere());
    } else if (!modules.isEmpty()) {
      config = config.withFiles(new ModuleFiles.Within(modules));
    }
    if (drainMillis != null && (drainMillis < 0 || drainMillis > DRAIN_MILLIS_MAX)) {
      throw Failure.usage(
          "--drain is 0 to %d milliseconds, not %d".formatted(DRAIN_MILLIS_MAX, drainMillis));
    }
    return drainMillis == null ? config : config.withDrain(Duration.ofMillis(drainMillis));
  }

  /** One line for each place that is damaged, and one for what follows from it. */
  private void warn(DamageReport damage) {
    if (!damage.isDamaged()) {
      return;
    }
    damage.places().forEach(place -> console.note("odeon: warning: damaged: " + place));
    damage
        .chains()
        .forEach((key, what) ->
            console.note("odeon: warning: %s takes no turns: %s".formatted(key, what)));
    String doubt = damage.doubt();
    if (doubt != null) {
      console.note("odeon: warning: the home is open for reading only: " + doubt);
    }
  }

  private void ready(Path socket, long millis) {
    console.result(
        JsonFields.of("ready", socket).put("pid", ProcessHandle.current().pid()).put("ms", millis),
        "ready " + socket);
  }

  private static void untilTold() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted instead of told to end", e);
    }
  }
}
