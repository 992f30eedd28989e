package dev.odeon.cli;

import dev.odeon.store.StoreName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a store with labels of its own. */
@Command(
    name = "new",
    description = {
      "Makes a store: labels of its own over the contents that all stores of the home share.",
      "Other commands take its name with --store."
    })
final class StoreNewCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "NAME", description = "a-z, 0-9, _ and -, at most 64.")
  private String id = "";

  StoreNewCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    StoreName name = StoreChoice.of(console, id);
    if (ServedStore.does(console, it -> it.create(name))) {
      return;
    }
    try (OpenStore open = OpenStore.open(console)) {
      boolean made = open.store().create(name);
      console.result(
          Fields.of("store", name.id()).put("tenant", name.tenant()).put("made", made),
          "the store %s is %s".formatted(name.id(), made ? "made" : "there already"));
    }
  }
}
