package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Keys;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ActorRequests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the requests that an actor left open. */
@Command(
    name = "requests",
    description = "Lists the requests that an actor left open, the oldest first.",
    footer = {
      "",
      "Each waits until the actor answers it, 'odeon actor reply' does, or its deadline passes.",
      "",
      "Example:",
      "  odeon actor requests orders"
    })
final class ActorRequestsCommand implements Runnable {
  private static final int ID_SHOWN = 60;

  private final Console console;

  @Parameters(paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  ActorRequestsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key named = Keys.of(console, id);
    List<ActorRequests.Item> open = new ArrayList<>();
    Key key;
    try (Backend backend = Backend.existing(console)) {
      key = ActorChoice.key(console, backend, named);
      ActorRequests.Result _ =
          ActorChoice.asking(
              console,
              backend,
              key,
              () -> backend.stream(new ActorRequests(key.text()), open::add));
    }
    Table table =
        Table.of("REQUEST", "ASKED", "AGE", "BY", "DEADLINE", "BODY", "BLOCK", "EXPORT")
            .leavingOut("BLOCK", "EXPORT");
    open.forEach(each ->
        table.row(
            console.json() ? each.request() : TextFormat.brief(each.request(), ID_SHOWN),
            console.time(Instant.ofEpochMilli(each.askedMillis())),
            TextFormat.age(each.ageMillis()),
            each.by() == null ? "" : TextFormat.brief(each.by(), ID_SHOWN),
            console.time(Instant.ofEpochMilli(each.deadlineMillis())),
            TextFormat.size(each.bodyBytes()),
            TextFormat.count(each.height()),
            each.export()));
    console.list(
        open.stream().map(ActorRequests.OPERATION.item()::fields).toList(),
        table,
        "no request to %s is open".formatted(key.text()));
  }
}
