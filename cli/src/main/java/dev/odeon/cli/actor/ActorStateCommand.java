package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ActorState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows an actor's state, now or as it was. */
@Command(
    name = "state",
    description = "Prints an actor's state, as it is or as it was after a block.",
    footer = {
      "",
      "A state that is not printable UTF-8 is printed as 0x and hex digits.",
      "",
      "Examples:",
      "  odeon actor state counter",
      "  odeon actor state counter --at 2"
    })
final class ActorStateCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  @Option(
      names = "--at",
      paramLabel = "H",
      description = "Prints the state after the block of this height, counted from 0.")
  private @Nullable Long at;

  ActorStateCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Long height = at;
    if (height != null && height < 0) {
      throw Failure.usage("--at must be 0 or more, not " + height);
    }
    Key named = Keys.of(console, id);
    Key key;
    ActorState.Result state;
    try (Backend backend = Backend.reading(console)) {
      key = ActorChoice.key(console, backend, named);
      ActorState asked = new ActorState(key.text(), height);
      state = ActorChoice.asking(console, backend, key, () -> backend.ask(asked));
    }
    console.json(ActorState.OPERATION, state);
    Bytes bytes = state.state();
    if (!console.json()) {
      if (bytes == null) {
        console.note(key.text() + " has no state");
      } else {
        console.say(TextFormat.text(bytes));
      }
    }
  }
}
