package dev.odeon.cli.actor;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ActorList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the actors. */
@Command(
    name = "list",
    description = "Lists the actors of the tenant; 'odeon list' shows its plug-ins.",
    footer = {"", "Example:", "  odeon actor list --json"})
final class ActorListCommand implements Runnable {
  private final Console console;

  @Option(
      names = "--all",
      description = {
        "Includes plug-ins (category binary), also unloaded ones, and actors that were removed."
      })
  private boolean all;

  ActorListCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    List<ActorList.Item> actors =
        Backend.list(
            console,
            backend -> {
              List<ActorList.Item> found = new ArrayList<>();
              ActorList.Result _ = backend.stream(new ActorList(all), found::add);
              return found;
            });
    Table table =
        Table.of("ACTOR", "STATUS", "BLOCKS", "LAST TURN", "MODULE", "HEAD")
            .leavingOut("MODULE", "HEAD");
    actors.forEach(actor ->
        table.row(
            actor.actor(),
            actor.status(),
            TextFormat.count(actor.blocks()),
            console.time(Instant.ofEpochMilli(actor.timeMillis())),
            TextFormat.hash(actor.module()),
            TextFormat.hash(actor.hash())));
    console.list(
        actors.stream().map(ActorList.OPERATION.item()::fields).toList(),
        table,
        "there is no actor of tenant %s in %s".formatted(console.tenant(), console.home()));
  }
}
