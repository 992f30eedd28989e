package dev.odeon.cli;

import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;
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
    description = "Keeps the content of a file, and prints its hash.",
    footer = {
      "",
      "What is known already is not written again.",
      "",
      "Examples:",
      "  odeon store put report.pdf --label reports/june --media-type application/pdf",
      "  tar c notes | odeon store put - --label backup --replace"
    })
final class StorePutCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "The file; - is standard input.")
  private @Nullable String file;

  @Option(names = "--label", paramLabel = "L", description = "Add it to this label.")
  private @Nullable String label;

  @Option(
      names = "--replace",
      description = "The label stands for it alone, whatever it stood for before.")
  private boolean replace;

  @Option(
      names = "--media-type",
      paramLabel = "T",
      description = "What it is, such as text/plain; kept beside it, not in its hash.")
  private @Nullable String mediaType;

  @Mixin private StoreChoice choice = new StoreChoice();

  StorePutCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String path = Objects.requireNonNull(file, "picocli requires it");
    String named = label;
    Label wanted = named == null ? null : References.label(named);
    if (replace && wanted == null) {
      throw Failure.usage("--replace is about a label: name it with --label");
    }
    MediaTypes.require(mediaType);
    StoreName name = choice.name(console);
    if (ServedStore.does(console, it -> it.put(path, named, replace, mediaType, name))) {
      return;
    }
    try (PutInput input = PutInput.open(console, path);
        OpenStore open = OpenStore.open(console)) {
      Labels labels = wanted == null ? null : open.labels(name);
      if (wanted != null && wanted.isChainHead()) {
        throw Failure.failed(
            "label '%s' follows the actor's chain and cannot be changed".formatted(wanted.name()));
      }
      ContentRef ref = input.put(open.store());
      if (mediaType != null) {
        open.store().describe(ref, mediaType);
      }
      if (labels != null && wanted != null) {
        label(labels, wanted, ref);
      }
      report(ref, open.store().size(ref).orElseThrow(), wanted);
    }
  }

  private void label(Labels labels, Label wanted, ContentRef ref) {
    if (replace) {
      labels.replace(wanted, ref);
    } else {
      boolean _ = labels.add(wanted, ref);
    }
  }

  private void report(ContentRef ref, long size, @Nullable Label wanted) {
    console.result(
        Fields.of("hash", ref.hex())
            .put("size", size)
            .put("label", wanted == null ? null : wanted.name())
            .put("media_type", mediaType),
        ref.hex());
  }
}
