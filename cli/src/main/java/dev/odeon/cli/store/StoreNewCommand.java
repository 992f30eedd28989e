package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.protocol.StoreNew;
import dev.odeon.store.StoreName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a store with labels of its own. */
@Command(
    name = "new",
    description = {
      "Creates a store: its own labels over the content that all stores of the home share.",
      "Other commands take its name with --store."
    })
final class StoreNewCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "NAME", description = "Names the store: a-z, 0-9, _ and -, at most 64.")
  private String id = "";

  StoreNewCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    StoreName name = StoreChoice.of(console, id);
    try (Backend backend = Backend.open(console)) {
      StoreNew.Result store = backend.ask(new StoreNew(name.id()));
      console.result(
          StoreNew.OPERATION,
          store,
          "the store %s is %s"
              .formatted(store.store(), store.created() ? "made" : "there already"));
    }
  }
}
