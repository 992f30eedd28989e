package dev.odeon.cli;

import dev.odeon.base.Key;
import dev.odeon.runtime.HomeSalvage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Copies some actors into a bundle. */
@Command(
    name = "export",
    description = {
      "Copies actors with their histories and content into a folder that is a home, and verifies it.",
      "Without a KEY it takes everything but the keys. Into an earlier export, it copies what is new."
    },
    footer = {
      "",
      "What is exported can be verified, replayed and served like any home. It has a key of its own,",
      "and the labels that the actors made. A server may have the home open meanwhile.",
      "",
      "Examples:",
      "  odeon export counter /tmp/counter          # for a bug report",
      "  odeon --home /tmp/counter replay counter",
      "  odeon export counter binary/6f1d0c4e-8a55-4b1c-9a3e-0d2f7c1b9e42 /tmp/both"
    })
public final class ExportCommand implements Runnable {
  private final Console console;

  @Parameters(
      arity = "1..*",
      paramLabel = "[KEY…] DIR",
      description = {
        "Names the actors, such as counter or binary/<id>, and the folder at the end: an earlier",
        "export of the same home, an empty folder, or a new one."
      })
  private List<String> names = new ArrayList<>();

  public ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Set<Key> chains = new LinkedHashSet<>();
    names.subList(0, names.size() - 1).forEach(name -> chains.add(Keys.of(console, name)));
    BundleWriter.of(console, Values.path(names.getLast()))
        .write("exported", home -> export(home, chains));
  }

  private static HomeSalvage.Report export(HomeSalvage home, Set<Key> chains) {
    return chains.isEmpty() ? home.backup(false) : home.export(chains);
  }
}
