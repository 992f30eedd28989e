package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.protocol.StoreList;
import java.io.PrintStream;
import java.util.List;
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
    List<StoreList.Result> counted =
        Backend.list(
            console,
            backend -> List.of(backend.stream(new StoreList(), item -> out.print(line(item)))));
    if (counted.stream().noneMatch(result -> result.count() > 0) && !console.json()) {
      console.note("there is no content in " + console.home());
    }
    out.flush();
  }

  private String line(StoreList.Item item) {
    return console.json()
        ? StoreList.OPERATION.item().fields(item).json() + "\n"
        : item.hash() + " " + item.size() + "\n";
  }
}
