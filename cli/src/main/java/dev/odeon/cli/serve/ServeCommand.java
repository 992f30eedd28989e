package dev.odeon.cli.serve;

import dev.odeon.base.Version;
import dev.odeon.chain.DamageReport;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.LogLines;
import dev.odeon.cli.Variables;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.protocol.JsonFields;
import dev.odeon.runtime.Extensions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the server of a home until it is told to end. */
@Command(
    name = "serve",
    sortOptions = false,
    description = "Runs the server of a home until SIGTERM or SIGINT.",
    footer = {
      "",
      "Prints one line once clients can connect: ready, and the socket. The log goes to stderr.",
      "On a signal it accepts nothing new, lets running requests finish (see --drain), closes the",
      "home and exits with 0. A second signal ends it at once, with 1; nothing acknowledged is lost.",
      "",
      "An option is also a key of the settings file, without its dashes; the option is stronger.",
      "",
      "Examples:",
      "  odeon serve",
      "  odeon serve --socket /tmp/wasm-core.sock --modules /srv/plugins -t 1s",
      "  odeon serve --config /etc/odeon.toml --gc-every 24h",
      "  odeon serve --print-config > odeon.toml"
    })
public final class ServeCommand implements Runnable {
  private static final Logger LOG = System.getLogger(ServeCommand.class.getName());

  private final Console console;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      order = -2,
      description = "Reads settings from this TOML file. Options are stronger.")
  private @Nullable Path config;

  @Option(
      names = "--print-config",
      order = -1,
      description = "Prints the settings that are in force as such a file, and ends.")
  private boolean print;

  @Spec private CommandSpec spec = CommandSpec.create();

  private ServeCommand(Console console) {
    this.console = console;
  }

  /** The command with an option for each setting. */
  public static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new ServeCommand(console));
    SettingTable.all()
        .filter(setting -> !isGlobal(setting))
        .forEach(setting -> line.getCommandSpec().addOption(option(setting)));
    return line;
  }

  /** The option that every command has already. */
  private static boolean isGlobal(Setting setting) {
    return setting.name().equals("socket");
  }

  private static OptionSpec option(Setting setting) {
    String name = "--" + setting.name();
    OptionSpec.Builder option =
        setting.shorthand().isEmpty()
            ? OptionSpec.builder(name)
            : OptionSpec.builder(setting.shorthand(), name);
    option.description(described(setting));
    return switch (setting.kind()) {
      case FLAG -> option.type(Boolean.class).arity("0").negatable(true).build();
      case TEXTS ->
          option
              .paramLabel(setting.label())
              .type(List.class)
              .auxiliaryTypes(String.class)
              .arity("1")
              .build();
      default -> option.paramLabel(setting.label()).type(String.class).arity("1").build();
    };
  }

  /** The default of a list, a flag or a name is that there is none. */
  private static String described(Setting setting) {
    String usual = ServerSettings.usual(setting);
    // picocli takes a percent sign for a format.
    String text =
        usual.equals("none") || usual.equals("false")
            ? setting.doc()
            : "%s The default is %s.".formatted(setting.doc(), usual);
    return text.replace("%", "%%");
  }

  @Override
  public void run() {
    ServerSettings settings = settings();
    if (print) {
      settings.check();
      console.result(JsonFields.of("config", settings.toml()), settings.toml().stripTrailing());
      return;
    }
    serve(settings);
  }

  private ServerSettings settings() {
    ServerSettings settings = new ServerSettings();
    if (config != null) {
      SettingsFile.read(config, settings);
    }
    SettingTable.all()
        .forEach(setting -> {
          List<String> texts = given(setting);
          if (!texts.isEmpty()) {
            try {
              settings.choose(setting, texts);
            } catch (IllegalArgumentException e) {
              throw Failure.usage("--%s: %s".formatted(setting.name(), e.getMessage()));
            }
          }
        });
    return settings;
  }

  /** What the arguments say of a setting; empty if nothing. */
  private List<String> given(Setting setting) {
    if (isGlobal(setting)) {
      return console.socket().map(socket -> List.of(socket.toString())).orElse(List.of());
    }
    Object value = spec.findOption("--" + setting.name()).getValue();
    return switch (value) {
      case null -> List.of();
      case List<?> list -> list.stream().map(String::valueOf).toList();
      default -> List.of(value.toString());
    };
  }

  private void serve(ServerSettings settings) {
    long begun = System.nanoTime();
    settings.check();
    Level level = settings.serve().logLevel();
    LogLines.to(console, console.verbose() ? Level.DEBUG : level);
    Extensions extensions =
        Extensions.of(OwnCapabilities.all(Variables.of(settings.serve().env())));
    Version version = Version.current();
    LOG.log(
        Level.INFO,
        "starting version={0} commit={1} java={2} pid={3} home={4}",
        version.product(),
        version.commit(),
        version.java(),
        ProcessHandle.current().pid(),
        console.home());
    LOG.log(Level.INFO, "limits {0}", settings.summary());
    ServerProcess serving = ServerProcess.open(console, settings, extensions);
    warn(serving.damage());
    ServerStop stop = new ServerStop(console, serving, settings.server().drain());
    Runtime.getRuntime().addShutdownHook(new Thread(stop, "odeon-shutdown"));
    try {
      ready(serving.socket(), (System.nanoTime() - begun) / 1_000_000);
    } catch (Failure e) {
      // Whoever waits for the line would wait for ever.
      stop.endWith(e.exit());
      throw e;
    }
    Preload.begin();
    untilTold();
  }

  /** One line for each place that is damaged, and one for what follows from it. */
  private static void warn(DamageReport damage) {
    if (!damage.isDamaged()) {
      return;
    }
    damage.places().forEach(place -> LOG.log(Level.WARNING, "damaged place={0}", place));
    damage
        .chains()
        .forEach((key, what) ->
            LOG.log(Level.WARNING, "takes no turns actor={0} reason={1}", key, what));
    String doubt = damage.doubt();
    if (doubt != null) {
      LOG.log(Level.WARNING, "the home is open for reading only reason={0}", doubt);
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
