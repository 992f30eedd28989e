package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.StoreShow;
import dev.odeon.store.Reference;
import dev.odeon.store.StoreName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells what is known of a content beside its bytes. */
@Command(
    name = "show",
    description = "Shows the hash, size, age, media type and labels of stored content.",
    footer = {"", "Exits with 1 if there is no such content."})
final class StoreShowCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "REF", description = "The content.")
  private String reference = "";

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Reference _ = ContentReferences.of(reference);
    StoreName name = choice.name(console);
    StoreShow.Result shown;
    try (Backend backend = Backend.reading(console)) {
      shown = backend.ask(new StoreShow(reference, name.id()));
    }
    Table table =
        Table.of()
            .row("hash", shown.hash())
            .row("size", TextFormat.count(shown.size(), "byte", "bytes"))
            .row("created", shown.created() == null ? "-" : shown.created())
            .row("media type", shown.mediaType() == null ? "-" : shown.mediaType())
            .row("labels", shown.labels().isEmpty() ? "-" : String.join(", ", shown.labels()));
    console.result(StoreShow.OPERATION, shown, String.join("\n", table.lines()));
  }
}
