package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.cli.Backend;
import dev.odeon.cli.CodeArgument;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Input;
import dev.odeon.cli.Keys;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.TurnText;
import dev.odeon.cli.Values;
import dev.odeon.protocol.ActorStart;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.Manifest;
import dev.odeon.store.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts an actor. */
@Command(
    name = "start",
    description = {
      "Starts the actor that a manifest describes, or a stopped actor again.",
      "An actor that runs already with the same code is left alone."
    },
    footer = {
      "",
      "Examples:",
      "  odeon actor start counter.toml --name visits",
      "  odeon actor start visits",
      "  odeon actor start store:manifests/counter --name visits",
      "",
      "A manifest names the module and what the actor may do:",
      "  name = \"counter\"",
      "  module = \"counter.wasm\"   # relative to the manifest; or \"store:<label>\"",
      "  [grants]",
      "  timing = true",
      "  [limits]",
      "  time_ms = 1000"
    })
final class ActorStartCommand implements Runnable {
  private final Console console;

  @Parameters(
      paramLabel = "MANIFEST",
      arity = "0..1",
      description = {
        "Names the manifest, which is a TOML file, store:<label> or store:hash:<digits>.",
        "Where there is no such file, it names a stopped actor, which starts as it was."
      })
  private @Nullable String manifest;

  @Option(
      names = "--name",
      paramLabel = "ID",
      description = {
        "Gives the actor this id. The default is the manifest's name.",
        "If there is no manifest, it is the stopped actor that starts."
      })
  private @Nullable String name;

  ActorStartCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Keys.tenant(console); // before anything is made for one that cannot be
    String given = manifest;
    String named = name;
    if (given == null && named == null) {
      throw Failure.usage("name a manifest, or a stopped actor; see 'odeon actor start --help'");
    }
    if (given == null) {
      again(Keys.of(console, String.valueOf(named)), null);
    } else if (named == null && isActor(given)) {
      again(Keys.of(console, given), given);
    } else {
      start(given, named == null ? null : Keys.of(console, named).text());
    }
  }

  /** Whether {@code text} can only be the id of an actor. */
  private static boolean isActor(String text) {
    return !Reference.isStored(text)
        && !text.endsWith(".toml")
        && !Files.isRegularFile(Values.path(text));
  }

  private void start(String given, @Nullable String wanted) {
    ActorStart request = request(given, wanted);
    try (Backend backend = Backend.open(console)) {
      report(backend.ask(request));
    }
  }

  private static ActorStart request(String given, @Nullable String wanted) {
    if (Reference.isStored(given)) {
      CodeArgument _ = CodeArgument.of(given, "manifest");
      return new ActorStart(given, null, wanted, null, null);
    }
    Path file = Values.path(given);
    Bytes source = Input.file(file, "manifest");
    return new ActorStart(source.text(), module(file, source).bytes(), wanted, given, null);
  }

  /** The module that the manifest {@code source} names, relative to its file. */
  static CodeArgument module(Path file, Bytes source) {
    Path folder = file.toAbsolutePath().resolveSibling("");
    return CodeArgument.of(Manifest.modulePath(file.toString(), source), folder, "module");
  }

  /**
   * Starts a stopped actor.
   *
   * @param file what may have been meant as a file; null if nothing was
   */
  private void again(Key key, @Nullable String file) {
    try (Backend backend = Backend.existing(console)) {
      report(backend.ask(ActorStart.again(key.text())));
    } catch (RequestException e) {
      throw e.code() != ErrorCode.NOT_FOUND || file == null
          ? e
          : Failure.failed(
              "there is neither a manifest file %s nor an actor of that id: check the path, or see 'odeon actor list'"
                  .formatted(TextFormat.brief(file, 200)));
    }
  }

  private void report(ActorStart.Result started) {
    TurnResult turn = started.turn();
    console.json(ActorStart.OPERATION, started);
    TurnText.requireReturned(console, "init of", turn);
    if (!console.json()) {
      console.say(
          "%s %s block %s %s"
              .formatted(
                  turn.actor(),
                  turn.duplicate() ? "runs already, at" : "started at",
                  TextFormat.count(turn.height()),
                  TextFormat.hash(turn.hash())));
    }
  }
}
