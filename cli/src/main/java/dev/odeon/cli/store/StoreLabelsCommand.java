package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.ContentReferences;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.StoreLabels;
import dev.odeon.store.StoreName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists labels, or what one of them stands for. */
@Command(
    name = "labels",
    description = {
      "Lists the labels of a store, or the blobs of one label.",
      "Of each label it shows the newest blob, of one label all blobs, the oldest first."
    },
    footer = {"", "The labels of chain heads are not listed: every actor has one."})
final class StoreLabelsCommand implements Runnable {
  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "L",
      description = "Lists the blobs of one label. The default is all labels.")
  private @Nullable String label;

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreLabelsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String one = label == null ? null : ContentReferences.label(label).name();
    StoreName name = choice.name(console);
    if (one == null) {
      all(Backend.list(console, backend -> labels(backend, null, name)), name);
    } else {
      try (Backend backend = Backend.reading(console)) {
        content(
            ContentReferences.asking(backend, name, one, () -> labels(backend, one, name))
                .getFirst());
      }
    }
  }

  private static List<StoreLabels.Item> labels(
      Backend backend, @Nullable String one, StoreName name) {
    List<StoreLabels.Item> labels = new ArrayList<>();
    StoreLabels.Result _ = backend.stream(new StoreLabels(one, name.id()), labels::add);
    return labels;
  }

  private void all(List<StoreLabels.Item> labels, StoreName name) {
    Table table = Table.of("LABEL", "NEWEST", "BLOBS");
    String damage = null;
    for (StoreLabels.Item item : labels) {
      List<String> hashes = item.references();
      if (item.damaged() == null) {
        table.row(
            TextFormat.line(item.label()), TextFormat.digits(hashes.getLast()), hashes.size());
      } else {
        table.row(TextFormat.line(item.label()), "damaged", "-");
        damage = damage == null ? item.damaged() : damage;
      }
    }
    console.list(
        labels.stream().map(StoreLabels.OPERATION.item()::fields).toList(),
        table,
        "there is no label in the store %s of %s".formatted(name.id(), console.home()));
    if (damage != null) {
      throw Failure.failed(damage);
    }
  }

  private void content(StoreLabels.Item item) {
    List<Long> sizes = Objects.requireNonNullElse(item.sizes(), List.of());
    List<JsonFields> fields = new ArrayList<>();
    Table table = Table.of("HASH", "SIZE");
    for (int i = 0; i < item.references().size(); i++) {
      String hash = item.references().get(i);
      Long size = i < sizes.size() && sizes.get(i) >= 0 ? sizes.get(i) : null;
      fields.add(
          JsonFields.of("label", item.label()).put("hash", "sha256:" + hash).put("size", size));
      table.row(hash, size == null ? "missing" : TextFormat.count(size));
    }
    console.results(fields, table);
  }
}
