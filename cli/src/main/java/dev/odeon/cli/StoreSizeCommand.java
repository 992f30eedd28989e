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
    if (ServedStore.does(console, ServedStore::size)) {
      return;
    }
    try (OpenStore open = OpenStore.reading(console)) {
      Totals totals = open.store().contents().totals();
      console.result(
          Fields.of("count", totals.count())
              .put("logical_bytes", totals.logicalBytes())
              .put("disk_bytes", totals.diskBytes()),
          text(totals.count(), totals.logicalBytes(), totals.diskBytes()));
    }
  }

  /** How much there is, for people. */
  static String text(long count, long logicalBytes, long diskBytes) {
    return "%s of %s, %s on the disk"
        .formatted(
            Shown.count(count, "content", "contents"),
            Shown.size(logicalBytes),
            Shown.size(diskBytes));
  }
}
