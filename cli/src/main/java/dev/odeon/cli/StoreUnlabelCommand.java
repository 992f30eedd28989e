package dev.odeon.cli;

import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;
import dev.odeon.store.Reference;
import dev.odeon.store.StoreName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes a label, or one of the contents it stands for. */
@Command(
    name = "unlabel",
    description = {
      "Removes a label, or one content from it. The content stays until 'odeon store gc'",
      "finds that nothing names it."
    })
final class StoreUnlabelCommand implements Runnable {
  private final Console console;

  @Parameters(index = "0", paramLabel = "L", description = "The label.")
  private String label = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "REF",
      description = "Take only this content from it.")
  private @Nullable String reference;

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreUnlabelCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Label wanted = References.label(label);
    Reference content = reference == null ? null : References.of(reference);
    StoreName name = choice.name(console);
    if (ServedStore.does(console, it -> it.unlabel(wanted.name(), reference, name))) {
      return;
    }
    try (OpenStore open = OpenStore.existing(console)) {
      Labels labels = open.labels(name);
      ContentRef ref = content == null ? null : open.resolve(content, name);
      boolean removed = ref == null ? labels.remove(wanted) : labels.remove(wanted, ref);
      if (!removed) {
        throw ref == null
            ? OpenStore.missing(wanted, name)
            : Failure.failed(
                "label '%s' does not stand for %s: see 'odeon store labels %s'"
                    .formatted(wanted.name(), ref.hex(), wanted.name()));
      }
      console.result(
          Fields.of("label", wanted.name()).put("hash", ref == null ? null : ref.hex()),
          ref == null
              ? "%s is removed".formatted(wanted.name())
              : "%s is not %s any longer".formatted(wanted.name(), Shown.hash(ref.hash())));
    }
  }
}
