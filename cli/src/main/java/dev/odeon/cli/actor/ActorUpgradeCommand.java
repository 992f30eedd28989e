package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.CodeArgument;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.Values;
import dev.odeon.protocol.ActorUpgrade;
import dev.odeon.protocol.TurnResult;
import dev.odeon.store.Reference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives an actor other code. */
@Command(
    name = "upgrade",
    description = {
      "Gives an actor another module, another manifest or both. Its state and its history stay.",
      "It is refused if the module lacks an export that the actor has, or needs what is not granted."
    },
    footer = {
      "",
      "The next message is the new code's. 'odeon whatif' shows before what the other module",
      "would make of the whole history. A stopped actor stays stopped.",
      "",
      "Examples:",
      "  odeon whatif counter --module counter-2.wasm",
      "  odeon actor upgrade counter --module counter-2.wasm",
      "  odeon actor upgrade counter --module store:counter --manifest counter.toml"
    })
final class ActorUpgradeCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  @Option(
      names = "--module",
      paramLabel = "FILE",
      description = {
        "Names the other module, which is a .wasm file, store:<label> or store:hash:<digits>.",
        "The default is the one that --manifest names."
      })
  private @Nullable String module;

  @Option(
      names = "--manifest",
      paramLabel = "M",
      description = {
        "Names the other manifest, which is a TOML file, store:<label> or store:hash:<digits>.",
        "The default is the one that the actor has."
      })
  private @Nullable String manifest;

  ActorUpgradeCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key key = Keys.of(console, id);
    String given = module;
    if (given == null && manifest == null) {
      throw Failure.usage("name another module with --module, another manifest with --manifest");
    }
    ActorUpgrade request = request(key);
    try (Backend backend = Backend.existing(console)) {
      report(ActorChoice.asking(console, backend, key, () -> backend.ask(request)));
    }
  }

  private ActorUpgrade request(Key key) {
    String code = module;
    String text = manifest;
    CodeArgument other = code == null ? null : CodeArgument.of(code, "module");
    String source = null;
    if (text != null && CodeArgument.of(text, "manifest").bytes() instanceof Bytes bytes) {
      source = text;
      text = bytes.text();
      if (other == null) {
        other = ActorStartCommand.module(Values.path(source), bytes);
      }
    }
    return new ActorUpgrade(
        key.text(),
        other == null ? null : other.bytes(),
        other == null ? null : other.reference(),
        text,
        source,
        null);
  }

  private void report(ActorUpgrade.Result upgraded) {
    TurnResult turn = upgraded.turn();
    String place =
        "block %s %s".formatted(TextFormat.count(turn.height()), TextFormat.hash(turn.hash()));
    String code = TextFormat.hash(upgraded.module());
    console.result(
        ActorUpgrade.OPERATION,
        upgraded,
        turn.duplicate()
            ? "%s has that code already, at %s: module %s".formatted(turn.actor(), place, code)
            : "%s upgraded at %s: module %s, was %s"
                .formatted(turn.actor(), place, code, TextFormat.hash(upgraded.previousModule())));
    if (!turn.duplicate() && !console.json()) {
      console.note(
          "odeon: 'odeon whatif %s --module %s%s' shows what this module makes of the history before"
              .formatted(turn.actor(), Reference.HASH, upgraded.module().hex()));
    }
  }
}
