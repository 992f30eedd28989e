package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.cli.CodeArgument;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.cli.TextFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs other code on what an actor was sent. */
@Command(
    name = "whatif",
    description = {
      "Runs another module on the history of an actor or a plug-in, and reports what would differ.",
      "Nothing is written and nothing leaves: calls get their recorded answers."
    },
    footer = {
      "",
      "A turn is unknown if the other module makes a call that the record has no answer for. The",
      "state then stays as it was before that turn.",
      "",
      "Examples:",
      "  odeon whatif counter --module counter-2.wasm",
      "  odeon whatif --category binary --module fixed.wasm --require-clean"
    })
public final class WhatIfCommand implements Runnable {
  private final Console console;

  @Parameters(
      paramLabel = "KEY",
      arity = "0..1",
      description = "Names the actor, or the plug-in as binary/<id>.")
  private @Nullable String id;

  @Option(
      names = "--category",
      paramLabel = "C",
      description = "Takes all chains of this category instead of one.")
  private @Nullable String category;

  @Option(
      names = "--module",
      paramLabel = "FILE",
      required = true,
      description =
          "Names the other module, which is a .wasm file, store:<label> or store:hash:<digits>.")
  private String module = "";

  @Option(
      names = "--require-clean",
      description = "Exits with 1 if anything differs or is unknown.")
  private boolean requireClean;

  public WhatIfCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Function<List<String>, List<String>> choice = choice();
    CodeArgument other = CodeArgument.of(module, "module");
    new OtherCode(console, other, requireClean).run(choice);
  }

  /** Those it is about, of all there are. */
  private Function<List<String>, List<String>> choice() {
    String one = id;
    String all = category;
    if ((one == null) == (all == null)) {
      throw Failure.usage("name one actor, or a category with --category");
    }
    if (one != null) {
      Key key = Keys.of(console, one);
      return _ -> List.of(key.text());
    }
    return actors -> {
      List<String> chosen =
          actors.stream().filter(actor -> Keys.of(console, actor).category().equals(all)).toList();
      if (chosen.isEmpty()) {
        throw Failure.failed(
            "there is no chain of category %s: 'odeon actor list --all' shows those there are"
                .formatted(TextFormat.brief(String.valueOf(all), 80)));
      }
      return chosen;
    };
  }
}
