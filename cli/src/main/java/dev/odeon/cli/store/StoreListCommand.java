package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.protocol.StoreList;
import java.io.PrintStream;
import picocli.CommandLine.Command;

/** Lists contents. */
@Command(
    name = "list",
    description = "Lists all stored content with its size in bytes, sorted by hash.")
final class StoreListCommand implements Runnable {
  private final Console console;

  StoreListCommand(Console console) {
    this.console = console;
  }

  /** Each line is written as it comes, for there may be millions. */
  @Override
  public void run() {
    PrintStream out = console.out();
    try (Backend backend = Backend.reading(console)) {
      StoreList.Result _ = backend.stream(new StoreList(), item -> out.print(line(item)));
    }
    out.flush();
  }

  private String line(StoreList.Item item) {
    return console.json()
        ? StoreList.OPERATION.item().fields(item).json() + "\n"
        : item.hash() + " " + item.size() + "\n";
  }
}
