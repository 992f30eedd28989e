package dev.odeon.cli;

import dev.odeon.store.Entry;
import java.io.PrintStream;
import picocli.CommandLine.Command;

/** Lists contents. */
@Command(
    name = "list",
    description = "Lists all contents of the home with their sizes in bytes, sorted by hash.")
final class StoreListCommand implements Runnable {
  private final Console console;

  StoreListCommand(Console console) {
    this.console = console;
  }

  /** Each line is written as it comes, for there may be millions. */
  @Override
  public void run() {
    PrintStream out = console.out();
    if (ServedStore.does(console, ServedStore::list)) {
      return;
    }
    try (OpenStore open = OpenStore.reading(console)) {
      open.store().contents().list(entry -> out.print(line(entry)));
    }
    out.flush();
  }

  private String line(Entry entry) {
    return console.json()
        ? Fields.of("hash", entry.ref().hex()).put("size", entry.size()).json() + "\n"
        : entry.ref().hex() + " " + entry.size() + "\n";
  }
}
