package dev.odeon.cli;

import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;
import dev.odeon.store.Store;
import dev.odeon.store.StoreException;
import dev.odeon.store.StoreName;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists labels, or what one of them stands for. */
@Command(
    name = "labels",
    description = {
      "Lists the labels of a store with the newest content of each, or all contents of one,",
      "oldest first."
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
    Label one = label == null ? null : References.label(label);
    StoreName name = choice.name(console);
    if (ServedStore.does(console, it -> it.labels(label, name))) {
      return;
    }
    try (OpenStore open = OpenStore.reading(console)) {
      Labels labels = open.labels(name);
      if (one == null) {
        all(labels);
      } else {
        List<ContentRef> refs = labels.get(one);
        if (refs.isEmpty()) {
          throw OpenStore.missing(one, name);
        }
        contents(open.store(), one, refs);
      }
    }
  }

  private void all(Labels labels) {
    LabelList list = new LabelList(console);
    for (Label each : labels.list()) {
      try {
        list.add(each.name(), labels.get(each).stream().map(ContentRef::hex).toList());
      } catch (StoreException.Damaged e) {
        list.addDamaged(each.name(), String.valueOf(e.getMessage()));
      }
    }
    list.show();
  }

  private void contents(Store store, Label one, List<ContentRef> refs) {
    List<Fields> fields = new ArrayList<>();
    Table table = Table.of("HASH", "SIZE");
    for (ContentRef ref : refs) {
      OptionalLong size = store.size(ref);
      fields.add(
          Fields.of("label", one.name())
              .put("hash", ref.hex())
              .put("size", size.isPresent() ? size.getAsLong() : null));
      table.row(ref.hex(), size.isPresent() ? Shown.count(size.getAsLong()) : "missing");
    }
    console.results(fields, table);
  }
}
