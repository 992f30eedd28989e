package dev.odeon.cli.plugin;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ListBinaries;
import dev.odeon.protocol.PluginEntry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Lists the plug-ins. */
@Command(
    name = "list",
    description = "Lists the plug-ins that are loaded.",
    footer = {
      "",
      "RUNS and FAILED count since the server started; without a server they are not counted.",
      "",
      "Example:",
      "  odeon list --json"
    })
public final class ListCommand implements Runnable {
  private final Console console;

  public ListCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    List<PluginEntry> all =
        Backend.list(console, backend -> backend.ask(new ListBinaries()).binaries());
    Table table =
        Table.of("ID", "SIZE", "LOADED", "STATE", "RUNS", "FAILED", "HASH", "PATH")
            .leavingOut("HASH", "LOADED", "SIZE", "STATE");
    int digits = TextFormat.idDigits(all.stream().map(PluginEntry::id).toList());
    for (PluginEntry binary : all) {
      table.row(
          binary.id().toString().substring(0, digits),
          TextFormat.size(binary.size()),
          console.time(Instant.ofEpochSecond(binary.loadedAtSeconds())),
          binary.stateful() ? "kept" : "none",
          count(binary.runs()),
          count(binary.errors()),
          TextFormat.hash(binary.hash()),
          binary.path());
    }
    console.list(
        all.stream().map(PluginEntry.ENVELOPED::fields).toList(),
        table,
        "no plug-in of tenant %s is loaded in %s".formatted(console.tenant(), console.home()));
    all.forEach(this::warn);
  }

  private static String count(@Nullable Long count) {
    return count == null ? "-" : TextFormat.count(count);
  }

  private void warn(PluginEntry binary) {
    if (binary.problem() != null) {
      console.note("odeon: plug-in %s cannot run: %s".formatted(binary.id(), binary.problem()));
    }
  }
}
