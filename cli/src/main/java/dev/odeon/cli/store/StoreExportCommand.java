package dev.odeon.cli.store;

import dev.odeon.base.DiskException;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.theater.TheaterExport;
import dev.odeon.cli.theater.TheaterStore;
import dev.odeon.protocol.JsonFields;
import dev.odeon.store.StoreName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a store folder of Theater. */
@Command(
    name = "export",
    description = {
      "Writes content and labels as a Theater store folder: data/<SHA-1>, labels/<label>.",
      "Each file is read again and checked. Damaged content is skipped and listed, and the",
      "command exits with 1."
    },
    footer = {"", "Examples:", "  odeon store export copy --labelled"})
final class StoreExportCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "DIR", description = "Names the folder, which is new or empty.")
  private @Nullable Path directory;

  @Option(
      names = "--labelled",
      description =
          "Exports only content that the store's labels point to. The default is everything in the home.")
  private boolean labelled;

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Path path = Objects.requireNonNull(directory, "picocli requires it");
    StoreName name = choice.name(console);
    try (Backend backend = Backend.reading(console)) {
      export(path, new TheaterStore(backend, name.id()));
    }
  }

  private void export(Path path, TheaterStore store) {
    TheaterExport.Result result;
    try (ProgressLine progress = console.progress("exporting blobs")) {
      makeEmpty(path);
      result = new TheaterExport(path, store, progress).run(labelled);
    } catch (IOException e) {
      throw Failure.failed(
          "cannot write the folder %s: %s".formatted(path, DiskException.words(e)));
    }
    console.result(
        JsonFields.of("contents", result.contents())
            .put("bytes", result.bytes())
            .put("labels", result.labels())
            .put("folder", path)
            .put("problems", result.problems().lines()),
        "%s (%s) and %s exported to %s, each checked"
            .formatted(
                TextFormat.count(result.contents(), "blob", "blobs"),
                TextFormat.size(result.bytes()),
                TextFormat.count(result.labels(), "label", "labels"),
                path));
    result.problems().require(console, console.home().toString());
  }

  private static void makeEmpty(Path path) throws IOException {
    Files.createDirectories(path);
    try (Stream<Path> inside = Files.list(path)) {
      if (inside.findAny().isPresent()) {
        throw Failure.failed("the folder %s is not empty: name a new one".formatted(path));
      }
    }
  }
}
