package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.host.Capabilities;
import dev.odeon.protocol.ActorsRequest.ActorStart;
import dev.odeon.protocol.Facts;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Answer;
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
    String wanted = name;
    Key named = wanted == null ? null : Keys.of(console, wanted);
    Bytes source = Input.file(manifest, "manifest");
    if (Door.does(console, door -> start(door, source, named))) {
      return;
    }
    try (Actors actors = Home.open(console)) {
      Manifest parsed = Manifest.parse(manifest.toString(), source, actors.grantable());
      Bytes module = module(manifest, parsed);
      Key key = named != null ? named : named(parsed);
      Answer.Taken started = Answers.taken(key, "", actors.start(key, parsed, module));
      report(key, started, module);
    }
  }

  private void start(Door door, Bytes source, @Nullable Key wanted) {
    Manifest parsed = Manifest.parse(manifest.toString(), source, new Capabilities().names());
    Bytes module = module(manifest, parsed);
    Key key = wanted != null ? wanted : named(parsed);
    Facts facts = Told.facts(door, new ActorStart(source.text(), module, key.text()));
    report(key, Told.taken(key, facts), module);
  }

  /** Reads the module that {@code parsed} names, which lies relative to the manifest's file. */
  static Bytes module(Path manifest, Manifest parsed) {
    return Input.file(manifest.toAbsolutePath().resolveSibling(parsed.module()), "module");
  }

  private Key named(Manifest parsed) {
    String name = parsed.name();
    if (name == null) {
      throw Failure.failed(
          manifest + " gives the actor no name: add name = \"…\" to it, or use --name ID");
    }
    return Keys.ofId(console, name);
  }

  private void report(Key key, Answer.Taken started, Bytes module) {
    console.json(Answers.fields(key, started).put("module_bytes", module.size()));
    Answers.requireReturned(key, "init of", started);
    if (!console.json()) {
      console.say(
          "%s started at block %s %s"
              .formatted(
                  key.text(),
                  Shown.count(started.block().height()),
                  Shown.hash(started.block().hash())));
    }
  }
}
