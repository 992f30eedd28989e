package dev.odeon.cli.store;

import dev.odeon.base.DiskException;
import dev.odeon.base.Folder;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.theater.TheaterImport;
import dev.odeon.cli.theater.TheaterStore;
import dev.odeon.protocol.JsonFields;
import dev.odeon.store.StoreName;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes over a store folder of Theater. */
@Command(
    name = "import",
    description = {
      "Imports a Theater store folder: data/<SHA-1> and labels/<label>.",
      "Each blob is hashed before and read back after. Blobs that do not match their name are",
      "skipped and listed, and the command exits with 1."
    },
    footer = {"", "Examples:", "  odeon store import ~/.theater/store/system"})
final class StoreImportCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "DIR", description = "Names the folder that contains data and labels.")
  private @Nullable Path directory;

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Path path = Objects.requireNonNull(directory, "picocli requires it");
    StoreName name = choice.name(console);
    try (Backend backend = Backend.open(console)) {
      take(path, new TheaterStore(backend, name.id()));
    }
  }

  private void take(Path path, TheaterStore store) {
    TheaterImport.Result result;
    try (Folder folder = Folder.open(path);
        ProgressLine progress = console.progress("importing blobs")) {
      result = new TheaterImport(folder, path, store, progress).run();
    } catch (DiskException e) {
      throw Failure.failed("the folder %s cannot be read: %s".formatted(path, e.getMessage()));
    }
    console.result(fields(result), text(result));
    result.problems().require(console, path.toString());
  }

  private static JsonFields fields(TheaterImport.Result result) {
    return JsonFields.of("contents", result.contents())
        .put("bytes", result.bytes())
        .put("labels", result.labels())
        .put("chain_heads_left_out", result.chainHeads())
        .put("problems", result.problems().lines());
  }

  private static String text(TheaterImport.Result result) {
    return "%s (%s) and %s imported, each checked%s"
        .formatted(
            TextFormat.count(result.contents(), "blob", "blobs"),
            TextFormat.size(result.bytes()),
            TextFormat.count(result.labels(), "label", "labels"),
            result.chainHeads() == 0
                ? ""
                : "; %s left out"
                    .formatted(
                        TextFormat.count(
                            result.chainHeads(),
                            "label of a chain's head",
                            "labels of chains' heads")));
  }
}
