package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
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
      "Of each label the newest blob; of one label all blobs, oldest first."
    },
    footer = {"", "The labels of chain heads are not listed: every actor has one."})
final class StoreLabelsCommand implements Runnable {
  private final Console console;

  @Parameters(arity = "0..1", paramLabel = "L", description = "One label. Default: all.")
  private @Nullable String label;

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreLabelsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String one = label == null ? null : ContentReferences.label(label).name();
    StoreName name = choice.name(console);
    List<StoreLabels.Item> labels = new ArrayList<>();
    try (Backend backend = Backend.reading(console)) {
      StoreLabels.Result _ = backend.stream(new StoreLabels(one, name.id()), labels::add);
    }
    if (one == null) {
      all(labels);
    } else {
      content(labels.getFirst());
    }
  }

  private void all(List<StoreLabels.Item> labels) {
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
    console.results(labels.stream().map(StoreLabels.OPERATION.item()::fields).toList(), table);
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
      fields.add(JsonFields.of("label", item.label()).put("hash", hash).put("size", size));
      table.row(hash, size == null ? "missing" : TextFormat.count(size));
    }
    console.results(fields, table);
  }
}
