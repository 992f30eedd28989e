package dev.odeon.cli.main;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes the manual. */
@Command(
    name = "man",
    description = "Writes a manual page for each command into a folder.",
    footer = {
      "",
      "Examples:",
      "  odeon man ~/.local/share/man/man1    # then: man odeon-actor-start",
      "  odeon man pages && man -l pages/odeon.1"
    })
final class ManCommand implements Runnable {
  private final Console console;

  @Parameters(
      paramLabel = "DIR",
      description = "Names the folder, which is made if it does not exist.")
  private Path folder = Path.of("");

  ManCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Map<String, String> pages = new TreeMap<>();
    add("odeon", Odeon.commandLine(console), pages);
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> page : pages.entrySet()) {
        Path file = folder.toAbsolutePath().resolve(page.getKey() + ".1");
        Disk.system().writeAtomically(file, Bytes.utf8(page.getValue()));
      }
    } catch (IOException | DiskException e) {
      throw Failure.failed("the folder %s cannot be written: %s".formatted(folder, e.getMessage()));
    }
    console.result(
        JsonFields.of("folder", folder).put("pages", pages.size()),
        "%s written to %s".formatted(TextFormat.count(pages.size(), "page", "pages"), folder));
  }

  private static void add(String name, CommandLine line, Map<String, String> pages) {
    pages.put(name, ManPage.of(name, line));
    line.getSubcommands()
        .forEach((word, sub) -> {
          if (!sub.getCommandSpec().usageMessage().hidden()) {
            add(name + "-" + word, sub, pages);
          }
        });
  }
}
