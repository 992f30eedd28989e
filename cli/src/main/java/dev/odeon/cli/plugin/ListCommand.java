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
    List<PluginEntry> all;
    try (Backend backend = Backend.reading(console)) {
      all = backend.ask(new ListBinaries()).binaries();
    }
    if (all.isEmpty() && !console.json()) {
      console.note("no plug-in of tenant %s is loaded".formatted(console.tenant()));
      return;
    }
    Table table = Table.of("ID", "SIZE", "LOADED", "STATE", "RUNS", "FAILED", "HASH", "PATH");
    for (PluginEntry binary : all) {
      table.row(
          binary.id(),
          TextFormat.size(binary.size()),
          Instant.ofEpochSecond(binary.loadedAtSeconds()),
          binary.stateful() ? "kept" : "none",
          count(binary.runs()),
          count(binary.errors()),
          TextFormat.hash(binary.hash()),
          binary.path());
    }
    console.results(all.stream().map(PluginEntry.FIELDS::fields).toList(), table);
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
