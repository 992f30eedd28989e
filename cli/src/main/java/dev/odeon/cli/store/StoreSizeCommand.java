package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.StoreSize;
import picocli.CommandLine.Command;

/** Tells how much there is. */
@Command(
    name = "size",
    description = "Shows how many blobs the home stores, their size, and their size on disk.")
final class StoreSizeCommand implements Runnable {
  private final Console console;

  StoreSizeCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    StoreSize.Result size;
    try (Backend backend = Backend.reading(console)) {
      size = backend.ask(new StoreSize());
    }
    console.result(
        StoreSize.OPERATION,
        size,
        "%s of %s, %s on the disk"
            .formatted(
                TextFormat.count(size.count(), "blob", "blobs"),
                TextFormat.size(size.logicalBytes()),
                TextFormat.size(size.diskBytes())));
  }
}
