package dev.odeon.cli;

import dev.odeon.protocol.Status;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Tells how a home is. */
@Command(
    name = "status",
    description = {
      "Shows the state of a home.",
      "It tells formats, sizes, actors, plug-ins, head, server, last clean stop and damage, and changes nothing."
    },
    footer = {
      "",
      "Exits with 1 if damage was found when the home was opened; 'odeon verify' reads everything.",
      "",
      "Example:",
      "  odeon status --json"
    })
public final class StatusCommand implements Runnable {
  private final Console console;

  public StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Status.Result status;
    try (Backend backend = Backend.reading(console)) {
      status = backend.ask(new Status());
    }
    console.result(Status.OPERATION, status, table(status));
    if (!status.damaged().isEmpty()) {
      throw Failure.failed(
          "%s in %s: %s"
              .formatted(
                  TextFormat.count(status.damaged().size(), "damaged place", "damaged places"),
                  status.home(),
                  status.damaged().getFirst()));
    }
  }

  private Table table(Status.Result status) {
    Status.ServerState server = status.server();
    Table table =
        Table.of()
            .row("home", status.home())
            .row("id", status.homeId())
            .row("formats", formats(status.formats()))
            .row("sizes", sizes(status.bytes()))
            .row(
                "actors",
                "%s, %s running%s"
                    .formatted(
                        TextFormat.count(status.actors()),
                        TextFormat.count(status.actorsRunning()),
                        status.paused() ? "; the home is paused, and none acts" : ""))
            .row("plug-ins", TextFormat.count(status.plugins()))
            .row(
                "head",
                "%s, root %s"
                    .formatted(
                        TextFormat.count(status.blocks(), "block", "blocks"),
                        TextFormat.hash(status.root())))
            .row(
                "server",
                server == null
                    ? "none"
                    : "process %d at %s, since %s"
                        .formatted(server.pid(), server.socket(), console.time(server.since())))
            .row("last clean stop", console.time(status.lastCleanStop()));
    if (status.damaged().isEmpty()) {
      table.row("damaged", "nothing found");
    }
    status.damaged().forEach(line -> table.row("damaged", TextFormat.line(line)));
    return table;
  }

  private static String formats(Map<String, Long> formats) {
    return formats.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String sizes(Map<String, Long> bytes) {
    return bytes.entrySet().stream()
        .map(each -> each.getKey() + " " + TextFormat.size(each.getValue()))
        .collect(Collectors.joining(", "));
  }
}
