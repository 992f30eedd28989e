package dev.odeon.cli.main;

import dev.odeon.base.Version;
import dev.odeon.cli.BackupCommand;
import dev.odeon.cli.CheckCommand;
import dev.odeon.cli.CommandGroup;
import dev.odeon.cli.CommandProvider;
import dev.odeon.cli.Console;
import dev.odeon.cli.Errors;
import dev.odeon.cli.Exit;
import dev.odeon.cli.ExportCommand;
import dev.odeon.cli.Failure;
import dev.odeon.cli.HeadCommand;
import dev.odeon.cli.SalvageCommand;
import dev.odeon.cli.StatusCommand;
import dev.odeon.cli.Values;
import dev.odeon.cli.VerifyCommand;
import dev.odeon.cli.VersionCommand;
import dev.odeon.cli.actor.ActorCommand;
import dev.odeon.cli.actor.FeedCommand;
import dev.odeon.cli.actor.ReplayCommand;
import dev.odeon.cli.actor.WhatIfCommand;
import dev.odeon.cli.plugin.ChainCommand;
import dev.odeon.cli.plugin.ExecuteCommand;
import dev.odeon.cli.plugin.ListCommand;
import dev.odeon.cli.plugin.LoadCommand;
import dev.odeon.cli.plugin.MetricsCommand;
import dev.odeon.cli.plugin.UnloadCommand;
import dev.odeon.cli.serve.ServeCommand;
import dev.odeon.cli.store.StoreCommand;
import dev.odeon.cli.tenant.TenantCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The {@code odeon} command itself: it holds the other commands and does nothing alone. Described
 * by hand, not by annotations, because reading those would cost every start.
 */
public final class Odeon {
  private static final List<Entry> OWN =
      List.of(
          new Entry("serve", ServeCommand::commandLine),
          new Entry("load", LoadCommand::new),
          new Entry("execute", ExecuteCommand::new),
          new Entry("chain", ChainCommand::new),
          new Entry("list", ListCommand::new),
          new Entry("unload", UnloadCommand::new),
          new Entry("metrics", MetricsCommand::new),
          new Entry("status", StatusCommand::new),
          new Entry("actor", ActorCommand::commandLine),
          new Entry("store", StoreCommand::commandLine),
          new Entry("tenant", TenantCommand::commandLine),
          new Entry("verify", VerifyCommand::new),
          new Entry("export", ExportCommand::new),
          new Entry("backup", BackupCommand::new),
          new Entry("salvage", SalvageCommand::new),
          new Entry("head", HeadCommand::new),
          new Entry("replay", ReplayCommand::new),
          new Entry("whatif", WhatIfCommand::new),
          new Entry("check", CheckCommand::new),
          new Entry("feed", FeedCommand::new),
          new Entry("version", VersionCommand::new),
          new Entry("completion", CompletionCommand::new),
          new Entry("man", ManCommand::new),
          new Entry("help", console -> new HelpCommand(console, List.of())));

  /** The options of every command that take a value. */
  private static final Set<String> VALUED = Set.of("--home", "--tenant", "--socket");

  private Odeon() {}

  /** A command that is made when it is asked for. */
  private record Entry(String name, Function<Console, Object> command) {
    static Entry of(CommandProvider provider) {
      return new Entry(provider.name(), provider::command);
    }
  }

  /**
   * Runs the command that {@code args} spell. Never throws: an error is a line and an exit code.
   */
  public static Exit run(Console console, String... args) {
    Exit exit;
    try {
      if (Arrays.stream(args).takeWhile(arg -> !arg.equals("--")).anyMatch("--json"::equals)) {
        console.expectJson();
      }
      exit = Exit.of(commandLine(console, args).execute(args));
      Errors.reportExit(console, exit);
    } catch (Throwable e) {
      // What picocli lets through is an Error: a person still gets a line, not a stack trace.
      exit = Errors.report(console, e);
    }
    try {
      console.finish();
      return exit;
    } catch (Failure e) {
      // A command that failed before has said why.
      return exit == Exit.DONE ? Errors.report(console, e) : exit;
    }
  }

  /**
   * The command line that understands these arguments: it holds the command that they name, and all
   * of them where they name none, so that help and suggestions are whole.
   */
  public static CommandLine commandLine(Console console, String... args) {
    CommandLine odeon = new CommandLine(spec());
    odeon.addMixin("console", console);
    for (Entry entry : entries(List.of(args))) {
      odeon.addSubcommand(entry.name(), entry.command().apply(console));
    }
    helpEverywhere(console, odeon, List.of());
    Values.register(odeon);
    odeon.setUsageHelpAutoWidth(true);
    // An @ before a TEXT names a file with the text, not one with options.
    odeon.setExpandAtFiles(false);
    odeon.setOut(console.writer()).setErr(console.errorWriter());
    odeon.setParameterExceptionHandler((wrong, _) -> UsageErrors.report(console, wrong));
    odeon.setExecutionExceptionHandler((failure, _, _) -> Errors.report(console, failure).code());
    return odeon;
  }

  private static List<Entry> entries(List<String> args) {
    List<Entry> own = OWN.stream().filter(entry -> leads(args, entry.name())).toList();
    if (!own.isEmpty()) {
      return own;
    }
    List<CommandProvider> brought = new ArrayList<>();
    ServiceLoader.load(CommandProvider.class).forEach(brought::add);
    brought.sort(Comparator.comparing(CommandProvider::name));
    List<Entry> all = new ArrayList<>(OWN);
    for (CommandProvider provider : brought) {
      all.add(provider.first() ? 0 : all.size(), Entry.of(provider));
    }
    List<Entry> named = all.stream().filter(entry -> leads(args, entry.name())).toList();
    return named.isEmpty() ? all : named;
  }

  /** Whether only options stand before {@code name}: it may also be an argument of a command. */
  private static boolean leads(List<String> args, String name) {
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.equals(name)) {
        return true;
      } else if (VALUED.contains(arg)) {
        i++;
      } else if (!arg.startsWith("-")) {
        return false;
      }
    }
    return false;
  }

  private static String[] version() {
    return new String[] {"odeon " + Version.current().text()};
  }

  private static CommandSpec spec() {
    CommandSpec[] itself = new CommandSpec[1];
    Callable<Integer> alone = () -> CommandGroup.showUsage(itself[0]);
    CommandSpec spec = CommandSpec.wrapWithoutInspection(alone).name("odeon");
    itself[0] = spec;
    spec.usageMessage()
        .description(
            "Runs WebAssembly as durable actors whose whole history can be verified and replayed.")
        .synopsisSubcommandLabel("COMMAND")
        .footer(
            "",
            "Exit codes: 0 done, 1 the thing asked for failed, 2 wrong usage, 3 no server, or the home is in use.",
            "",
            "Try:",
            "  odeon demo",
            "  odeon load -p rot13.wasm",
            "  odeon execute -b rot13.wasm -i Hello",
            "  odeon actor start counter.toml",
            "  odeon actor request counter inc",
            "  odeon verify");
    return spec;
  }

  /** Every command has --help, and every group of commands also the command help. */
  private static void helpEverywhere(Console console, CommandLine line, List<String> path) {
    line.getSubcommands()
        .forEach((name, sub) ->
            helpEverywhere(console, sub, Stream.concat(path.stream(), Stream.of(name)).toList()));
    if (!path.isEmpty() && !line.getSubcommands().isEmpty()) {
      CommandLine help = new CommandLine(new HelpCommand(console, path));
      helpEverywhere(console, help, path);
      line.addSubcommand(help);
    }
    line.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(Odeon::version);
  }
}
