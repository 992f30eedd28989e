package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.protocol.ActorsRequest.ActorState;
import dev.odeon.protocol.Facts;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.StateAt;
import java.util.Optional;
import java.util.OptionalLong;
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

  @Parameters(paramLabel = "ID", description = "The actor.")
  private String id = "";

  @Option(
      names = "--at",
      paramLabel = "H",
      description = "After the block of this height, counted from 0.")
  private @Nullable Long at;

  ActorStateCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key key = Keys.of(console, id);
    Long height = at;
    if (height != null && height < 0) {
      throw Failure.usage("--at " + height + " is no height: blocks are counted from 0");
    }
    Optional<Facts> told = Told.by(console, () -> new ActorState(key.text(), height));
    if (told.isPresent()) {
      Facts facts = told.get();
      report(
          key, facts.whole("height"), Told.hashOrNull(facts, "hash"), facts.bytesOrNull("state"));
      return;
    }
    try (Actors actors = Home.reading(console)) {
      StateAt state =
          actors.state(key, height == null ? OptionalLong.empty() : OptionalLong.of(height));
      report(key, state.head().height(), state.hash(), state.state());
    }
  }

  private void report(Key key, long height, @Nullable Hash hash, @Nullable Bytes bytes) {
    console.json(
        Fields.of("actor", key.text())
            .put("height", height)
            .put("hash", hash)
            .bytes("state", bytes));
    if (!console.json()) {
      if (bytes == null) {
        console.note(key.text() + " has no state");
      } else {
        console.say(Shown.text(bytes));
      }
    }
  }
}
