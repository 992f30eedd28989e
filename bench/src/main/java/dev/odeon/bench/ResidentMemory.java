package dev.odeon.bench;

import dev.odeon.base.DiskException;
import dev.odeon.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What processes hold of the machine's memory, as Linux tells it. */
final class ResidentMemory {
  private ResidentMemory() {}

  /** What the process {@code pid} holds now, in MiB. */
  static double mebibytes(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try (var lines = Files.lines(status)) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElseThrow()
          / 1024.0;
    } catch (IOException e) {
      throw Failure.failed("cannot read " + status + ": " + DiskException.words(e));
    }
  }
}
