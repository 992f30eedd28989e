package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.ContentReferences;
import dev.odeon.cli.ContentSender;
import dev.odeon.cli.Failure;
import dev.odeon.cli.ProgressLine;
import dev.odeon.protocol.StorePut;
import dev.odeon.store.StoreName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps the content of a file. */
@Command(
    name = "put",
    description = "Stores a file and prints its hash.",
    footer = {
      "",
      "Content that is already in the store is not written again.",
      "",
      "Examples:",
      "  odeon store put report.pdf --label reports/june --media-type application/pdf",
      "  tar c notes | odeon store put - --label backup --replace"
    })
final class StorePutCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "Names the file; - is standard input.")
  private @Nullable String file;

  @Option(names = "--label", paramLabel = "L", description = "Adds the content to this label.")
  private @Nullable String label;

  @Option(names = "--replace", description = "Replaces everything the label pointed to.")
  private boolean replace;

  @Option(
      names = "--media-type",
      paramLabel = "T",
      description = "Sets its media type, such as text/plain. That is not part of the hash.")
  private @Nullable String mediaType;

  @Mixin private StoreChoice choice = new StoreChoice();

  StorePutCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String path = Objects.requireNonNull(file, "picocli requires it");
    String named = label == null ? null : ContentReferences.label(label).name();
    if (replace && named == null) {
      throw Failure.usage("--replace is about a label: name it with --label");
    }
    MediaTypes.require(mediaType);
    StoreName name = choice.name(console);
    try (StorePutSource source = StorePutSource.open(console, path);
        Backend backend = Backend.open(console);
        ProgressLine progress = console.progressOfBytes("storing " + source)) {
      ContentSender sender = new ContentSender(backend, named, replace, mediaType, name.id());
      StorePut.Result stored = source.put(sender, progress);
      console.result(StorePut.OPERATION, stored, stored.hash());
    }
  }
}
