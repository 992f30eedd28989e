package dev.odeon.cli;

import dev.odeon.base.Finding;
import dev.odeon.base.Ports;
import dev.odeon.chain.verify.VerifyReport;
import dev.odeon.protocol.JsonFields;
import dev.odeon.runtime.HomeReport;
import dev.odeon.runtime.HomeSalvage;
import dev.odeon.runtime.HomeVerifier;
import dev.odeon.runtime.Settings;
import dev.odeon.store.StoreReport;
import dev.odeon.store.StoreVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  @Parameters(paramLabel = "DIR", description = "The new home: an empty folder, or a new one.")
  private Path folder = Path.of("");

  public SalvageCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Path from = console.home();
    Path to = folder.toAbsolutePath().normalize();
    LocalHome.requireThere(from);
    if (to.startsWith(from)) {
      throw Failure.usage("%s is in the home itself: name a folder elsewhere".formatted(to));
    }
    HomeSalvage.Report report;
    try (ProgressLine blocks = console.progress("blocks");
        ProgressLine contents = console.progress("contents")) {
      report =
          HomeSalvage.copy(
              from,
              to,
              Ports.system(),
              Settings.defaults(),
              count -> blocks.at(count, 0),
              count -> contents.at(count, 0));
    }
    List<String> lines = new ArrayList<>(report.leftOut());
    lines.addAll(check(to));
    tell(to, report, lines);
  }

  /**
   * What is written is a home like any other, but that blocks may name content that is lost: these
   * are told.
   */
  private static List<String> check(Path to) {
    HomeReport check =
        HomeVerifier.verify(Ports.system(), to, HomeVerifier.Scope.ALL, null, _ -> {}, _ -> {});
    StoreReport store = check.store();
    List<Finding> findings = store == null ? List.of() : store.findings();
    VerifyReport log = check.log();
    boolean sound =
        check.files().isEmpty()
            && log != null
            && log.isSound()
            && findings.stream().allMatch(finding -> finding.path().equals(StoreVerifier.LOG));
    if (!sound) {
      throw Failure.failed(
          "what was written to %s does not verify: run 'odeon --home %s verify', and try it on another disk"
              .formatted(to, to));
    }
    return findings.stream().map(Finding::what).toList();
  }

  private void tell(Path to, HomeSalvage.Report report, List<String> leftOut) {
    JsonFields fields =
        JsonFields.of("salvaged", to)
            .put("blocks", report.log().blocks())
            .put("chains", report.log().chains())
            .put("log_contents", report.log().contents())
            .put("contents", report.store().contents())
            .put("labels", report.store().labels())
            .put("left_out", leftOut);
    console.result(
        fields,
        "%s of %s, %s and %s written to %s, and verified"
            .formatted(
                TextFormat.count(report.log().blocks(), "block", "blocks"),
                TextFormat.count(report.log().chains(), "actor", "actors"),
                TextFormat.count(report.store().contents(), "blob", "blobs"),
                TextFormat.count(report.store().labels(), "label", "labels"),
                to));
    if (!console.json()) {
      console.say(
          leftOut.isEmpty()
              ? "nothing was left out"
              : "left out, or damaged beside what was kept:");
      leftOut.forEach(line -> console.say("  " + line));
    }
  }
}
