package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.ContentReferences;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.StoreLabel;
import dev.odeon.store.Label;
import dev.odeon.store.StoreName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds content to a label. */
@Command(
    name = "label",
    description = "Adds content to a label.",
    footer = {
      "",
      "Examples:",
      "  odeon store label reports/newest store:reports/june --replace",
      "  odeon store label inbox store:hash:9f86d081884c7d659a2feaa0c55ad015…"
    })
final class StoreLabelCommand implements Runnable {
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "L",
      description = "Names the label, which is created if it does not exist.")
  private String label = "";

  @Parameters(index = "1", paramLabel = "REF", description = "Names the content.")
  private String reference = "";

  @Option(names = "--replace", description = "Replaces everything the label pointed to.")
  private boolean replace;

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreLabelCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Label wanted = ContentReferences.label(label);
    ContentReferences.Named named = ContentReferences.of(console, reference);
    StoreName name = choice.name(console);
    try (Backend backend = Backend.existing(console)) {
      StoreLabel.Result labelled =
          named.asked(
              console,
              backend,
              name,
              ref -> backend.ask(new StoreLabel(wanted.name(), ref, replace, name.id())));
      console.result(
          StoreLabel.OPERATION,
          labelled,
          "%s points to %s%s"
              .formatted(
                  labelled.label(),
                  TextFormat.digits(labelled.hash()),
                  labelled.added() ? "" : ", as it did before"));
    }
  }
}
