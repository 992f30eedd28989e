package dev.odeon.cli;

import dev.odeon.runtime.HomeSalvage;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a home into a bundle that can be served in its place. */
@Command(
    name = "backup",
    description = {
      "Copies a home into another folder, and verifies the copy.",
      "Into an earlier backup, it copies what is new. A server may have the home open meanwhile."
    },
    footer = {
      "",
      "The backup is a home: 'odeon --home DIR serve' serves it, and that is how it is restored.",
      "With the keys it is the same identity; without them it is a new one, whose signed heads do",
      "not fit those that were kept of the home. A damaged home is refused: see 'odeon salvage'.",
      "",
      "Examples:",
      "  odeon --home /srv/odeon backup /backup/odeon",
      "  odeon --home /srv/odeon backup /backup/odeon-public --without-keys"
    })
public final class BackupCommand implements Runnable {
  private final Console console;

  @Parameters(
      paramLabel = "DIR",
      description = "Names the backup: an earlier one, an empty folder, or a new one.")
  private Path folder = Path.of("");

  @Option(
      names = "--without-keys",
      description = "Leaves out the keys that heads are signed with: the copy is a new identity.")
  private boolean withoutKeys;

  public BackupCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    BundleWriter writer = BundleWriter.of(console, folder);
    writer.write("backup", this::backup);
    if (withoutKeys) {
      console.note(
          "odeon: the backup has no keys of the home: it is a new identity, and heads that the home signed do not fit it");
    }
  }

  private HomeSalvage.Report backup(HomeSalvage home) {
    return home.backup(!withoutKeys);
  }
}
