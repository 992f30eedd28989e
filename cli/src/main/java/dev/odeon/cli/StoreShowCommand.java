package dev.odeon.cli;

import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Metadata;
import dev.odeon.store.Reference;
import dev.odeon.store.StoreName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells what is known of a content beside its bytes. */
@Command(
    name = "show",
    description = "Tells a content's hash, size, age, media type, and the labels that name it.",
    footer = {"", "Ends with 1 if there is no such content."})
final class StoreShowCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "REF", description = "Which content.")
  private String reference = "";

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Reference wanted = References.of(reference);
    StoreName name = choice.name(console);
    if (ServedStore.does(console, it -> it.show(reference, name))) {
      return;
    }
    try (OpenStore open = OpenStore.reading(console)) {
      ContentRef ref = open.resolve(wanted, name);
      Metadata metadata = open.store().metadata(ref).orElseThrow(() -> OpenStore.missing(ref));
      @Nullable String created =
          metadata.createdMillis() == 0
              ? null
              : Instant.ofEpochMilli(metadata.createdMillis()).toString();
      report(
          console,
          ref.hex(),
          metadata.size(),
          created,
          metadata.mediaType().orElse(null),
          open.labels(name).naming(ref).stream().map(Label::name).toList());
    }
  }

  /** Shows what is known of a content. */
  static void report(
      Console console,
      String hash,
      long size,
      @Nullable String created,
      @Nullable String mediaType,
      List<String> labels) {
    console.json(
        Fields.of("hash", hash)
            .put("size", size)
            .put("created", created)
            .put("media_type", mediaType)
            .put("labels", labels));
    if (!console.json()) {
      Table table =
          Table.of()
              .row("hash", hash)
              .row("size", Shown.count(size, "byte", "bytes"))
              .row("created", created == null ? "-" : created)
              .row("media type", mediaType == null ? "-" : mediaType)
              .row("labels", labels.isEmpty() ? "-" : String.join(", ", labels));
      console.say(String.join("\n", table.lines()));
    }
  }
}
