package dev.odeon.cli;

import dev.odeon.base.Hash;
import dev.odeon.protocol.BinaryEntry;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the plug-ins. */
@Command(
    name = "list",
    description = "Lists the plug-ins that are loaded.",
    footer = {
      "",
      "RUNS and FAILED are counted since the server started, and without one not at all.",
      "",
      "Example:",
      "  odeon list --json"
    })
final class ListCommand implements Runnable {
  private final Console console;

  ListCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    List<BinaryEntry> all;
    boolean counted;
    try (Door door = Door.reading(console)) {
      all = BinaryChoice.listed(door);
      counted = door instanceof ServedDoor;
    }
    if (all.isEmpty() && !console.json()) {
      console.note("no plug-in of tenant %s is loaded".formatted(console.tenant()));
      return;
    }
    Table table = Table.of("ID", "SIZE", "LOADED", "STATE", "RUNS", "FAILED", "HASH", "PATH");
    for (BinaryEntry binary : all) {
      table.row(
          binary.id(),
          Shown.size(binary.size()),
          Instant.ofEpochSecond(binary.loadedAtSeconds()),
          binary.stateful() ? "kept" : "none",
          counted ? Shown.count(binary.runs()) : "-",
          counted ? Shown.count(binary.errors()) : "-",
          Shown.hash(Hash.parse(binary.hash())),
          binary.path());
    }
    console.results(all.stream().map(each -> fields(each, counted)).toList(), table);
    all.forEach(this::warn);
  }

  private void warn(BinaryEntry binary) {
    if (binary.problem() != null) {
      console.note("odeon: binary %s cannot run: %s".formatted(binary.id(), binary.problem()));
    }
  }

  private static Fields fields(BinaryEntry binary, boolean counted) {
    return Fields.of("id", binary.id())
        .put("path", binary.path())
        .put("size", binary.size())
        .put("loaded_at", binary.loadedAtSeconds())
        .put("hash", binary.hash())
        .put("stateful", binary.stateful())
        .put("runs", counted ? binary.runs() : null)
        .put("errors", counted ? binary.errors() : null)
        .put("problem", binary.problem());
  }
}
