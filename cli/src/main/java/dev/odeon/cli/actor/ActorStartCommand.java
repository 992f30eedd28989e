package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Input;
import dev.odeon.cli.Keys;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.TurnText;
import dev.odeon.protocol.ActorStart;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.Manifest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts an actor. */
@Command(
    name = "start",
    description = "Starts the actor that a manifest describes, or starts it again after a stop.",
    footer = {
      "",
      "Example:",
      "  odeon actor start counter.toml --name visits",
      "",
      "A manifest names the module and what the actor may do:",
      "  name = \"counter\"",
      "  module = \"counter.wasm\"   # relative to the manifest",
      "  [grants]",
      "  timing = true",
      "  [limits]",
      "  time_ms = 1000"
    })
final class ActorStartCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "MANIFEST", description = "The manifest, a TOML file.")
  private Path manifest = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "ID",
      description = "The actor's id. Default: the manifest's name.")
  private @Nullable String name;

  ActorStartCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Keys.tenant(console); // before anything is made for one that cannot be
    String named = name;
    String wanted = named == null ? null : Keys.of(console, named).text();
    Bytes source = Input.file(manifest, "manifest");
    String file = manifest.toString();
    Bytes module = module(manifest, Manifest.modulePath(file, source));
    try (Backend backend = Backend.open(console)) {
      ActorStart.Result started =
          backend.ask(new ActorStart(source.text(), module, wanted, file, null));
      report(started.turn(), started);
    }
  }

  /** Reads the module that a manifest names, which lies relative to the manifest's file. */
  static Bytes module(Path manifest, String path) {
    return Input.file(manifest.toAbsolutePath().resolveSibling(path), "module");
  }

  private void report(TurnResult turn, ActorStart.Result started) {
    console.json(ActorStart.OPERATION, started);
    TurnText.requireReturned("init of", turn);
    if (!console.json()) {
      console.say(
          "%s started at block %s %s"
              .formatted(
                  turn.actor(), TextFormat.count(turn.height()), TextFormat.hash(turn.hash())));
    }
  }
}
