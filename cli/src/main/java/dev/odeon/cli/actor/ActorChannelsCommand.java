package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Keys;
import dev.odeon.cli.Table;
import dev.odeon.protocol.ActorChannels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the open channels of an actor. */
@Command(
    name = "channels",
    description = {
      "Lists the channels that an actor has open, the one that is open longest first.",
      "OPENER says which of the two actors opened it."
    },
    footer = {"", "Example:", "  odeon actor channels counter"})
final class ActorChannelsCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  ActorChannelsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key named = Keys.of(console, id);
    Key key;
    List<ActorChannels.Item> channels = new ArrayList<>();
    try (Backend backend = Backend.reading(console)) {
      key = ActorChoice.key(console, backend, named);
      ActorChannels asked = new ActorChannels(key.text());
      ActorChannels.Result _ =
          ActorChoice.asking(console, backend, key, () -> backend.stream(asked, channels::add));
    }
    Table table = Table.of("CHANNEL", "PEER", "OPENER", "OPENED");
    channels.forEach(channel ->
        table.row(
            channel.channel(),
            channel.peer(),
            channel.opener(),
            console.time(Instant.ofEpochMilli(channel.openedMillis()))));
    console.list(
        channels.stream().map(ActorChannels.OPERATION.item()::fields).toList(),
        table,
        "%s has no open channel".formatted(key.text()));
  }
}
