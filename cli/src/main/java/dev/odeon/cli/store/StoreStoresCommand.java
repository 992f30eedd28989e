package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Table;
import dev.odeon.protocol.StoreStores;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the stores of a tenant. */
@Command(
    name = "stores",
    description = "Lists the stores of the tenant and how many labels each has.")
final class StoreStoresCommand implements Runnable {
  private final Console console;

  StoreStoresCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    List<StoreStores.Entry> stores =
        Backend.list(console, backend -> backend.ask(new StoreStores()).stores());
    Table table = Table.of("STORE", "LABELS");
    stores.forEach(store -> table.row(store.store(), store.labels()));
    console.list(
        stores.stream().map(StoreStores.Entry.FIELDS::fields).toList(),
        table,
        "there is no store of tenant %s in %s".formatted(console.tenant(), console.home()));
  }
}
