package dev.odeon.cli;

import dev.odeon.store.Totals;
import picocli.CommandLine.Command;

/** Tells how much there is. */
@Command(
    name = "size",
    description = "Tells how many contents the home keeps, and their size as put and on the disk.")
final class StoreSizeCommand implements Runnable {
  private final Console console;

  StoreSizeCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    try (OpenStore open = OpenStore.existing(console)) {
      Totals totals = open.store().contents().totals();
      console.result(
          Fields.of("count", totals.count())
              .put("logical_bytes", totals.logicalBytes())
              .put("disk_bytes", totals.diskBytes()),
          "%s of %s, %s on the disk"
              .formatted(
                  Shown.count(totals.count(), "content", "contents"),
                  Shown.size(totals.logicalBytes()),
                  Shown.size(totals.diskBytes())));
    }
  }
}
