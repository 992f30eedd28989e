package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.ContentReferences;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.StoreUnlabel;
import dev.odeon.store.Label;
import dev.odeon.store.StoreName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes a label, or one of the contents it stands for. */
@Command(
    name = "unlabel",
    description = {
      "Removes a label, or one blob from it.",
      "The content stays until 'odeon store gc' finds that nothing refers to it."
    })
final class StoreUnlabelCommand implements Runnable {
  private final Console console;

  @Parameters(index = "0", paramLabel = "L", description = "Names the label.")
  private String label = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "REF",
      description = "Removes only this content from the label.")
  private @Nullable String reference;

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreUnlabelCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Label wanted = ContentReferences.label(label);
    String given = reference;
    ContentReferences.Named named = given == null ? null : ContentReferences.of(console, given);
    StoreName name = choice.name(console);
    try (Backend backend = Backend.existing(console)) {
      StoreUnlabel.Result removed =
          named == null
              ? ContentReferences.asking(
                  backend,
                  name,
                  wanted.name(),
                  () -> backend.ask(new StoreUnlabel(wanted.name(), null, name.id())))
              : named.asked(
                  console,
                  backend,
                  name,
                  ref -> backend.ask(new StoreUnlabel(wanted.name(), ref, name.id())));
      String hash = removed.hash();
      console.result(
          StoreUnlabel.OPERATION,
          removed,
          hash == null
              ? "%s is removed".formatted(removed.label())
              : "%s does not point to %s any longer"
                  .formatted(removed.label(), TextFormat.digits(hash)));
    }
  }
}
