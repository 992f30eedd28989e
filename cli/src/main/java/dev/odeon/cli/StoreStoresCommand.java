package dev.odeon.cli;

import dev.odeon.store.StoreName;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the stores of a tenant. */
@Command(
    name = "stores",
    description = "Lists the stores of the tenant, with their labels counted.")
final class StoreStoresCommand implements Runnable {
  private final Console console;

  StoreStoresCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String tenant = Keys.tenant(console);
    if (ServedStore.does(console, it -> it.stores(tenant))) {
      return;
    }
    List<Fields> fields = new ArrayList<>();
    Table table = Table.of("STORE", "LABELS");
    try (OpenStore open = OpenStore.reading(console)) {
      for (StoreName name : open.store().stores()) {
        if (name.tenant().equals(tenant)) {
          int labels = open.store().labels(name).list().size();
          fields.add(
              Fields.of("store", name.id()).put("tenant", name.tenant()).put("labels", labels));
          table.row(name.id(), labels);
        }
      }
    }
    console.results(fields, table);
  }
}
