package dev.odeon.cli;

import dev.odeon.runtime.HomeSalvage;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes all that verifies of a home into a new one. */
@Command(
    name = "salvage",
    description = {
      "Copies everything that verifies from a damaged home into a new home.",
      "Does not change the damaged home."
    },
    footer = {
      "",
      "Of an actor whose log is damaged, the blocks before the first lost one are kept: the actor",
      "goes on from there. What was left out is listed. The new home has a key of its own.",
      "",
      "Example:",
      "  odeon --home /srv/odeon salvage /srv/odeon-salvaged"
    })
public final class SalvageCommand implements Runnable {
  private final Console console;

  @Parameters(
      paramLabel = "DIR",
      description = "Names the new home: an empty folder, or a new one.")
  private Path folder = Path.of("");

  public SalvageCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    BundleWriter.of(console, folder).write("salvaged", HomeSalvage::salvage);
  }
}
