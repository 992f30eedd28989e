package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.ContentReferences;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.StoreShow;
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

  @Parameters(paramLabel = "REF", description = "Names the content.")
  private String reference = "";

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    ContentReferences.Named named = ContentReferences.of(console, reference);
    StoreName name = choice.name(console);
    StoreShow.Result shown;
    try (Backend backend = Backend.reading(console)) {
      shown =
          named.asked(console, backend, name, ref -> backend.ask(new StoreShow(ref, name.id())));
    }
    Table table =
        Table.of()
            .row("hash", shown.hash())
            .row("size", TextFormat.count(shown.size(), "byte", "bytes"))
            .row("created", console.time(shown.created()))
            .row("media type", shown.mediaType() == null ? "-" : shown.mediaType())
            .row("labels", shown.labels().isEmpty() ? "-" : String.join(", ", shown.labels()));
    console.result(StoreShow.OPERATION, shown, table);
  }
}
