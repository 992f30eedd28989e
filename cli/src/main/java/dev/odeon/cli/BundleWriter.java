package dev.odeon.cli;

import dev.odeon.base.Finding;
import dev.odeon.base.Ports;
import dev.odeon.chain.verify.VerifyReport;
import dev.odeon.protocol.JsonFields;
import dev.odeon.runtime.HomeReport;
import dev.odeon.runtime.HomeSalvage;
import dev.odeon.runtime.HomeVerifier;
import dev.odeon.store.StoreReport;
import dev.odeon.store.StoreSalvage;
import dev.odeon.store.StoreVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Copies the command's home into a bundle, verifies that, and says what is in it. */
final class BundleWriter {
  private final Console console;
  private final Path from;
  private final Path to;

  private BundleWriter(Console console, Path from, Path to) {
    this.console = console;
    this.from = from;
    this.to = to;
  }

  /**
   * Of the command's home into {@code folder}.
   *
   * @throws Failure if there is no home, or the folder is in it
   */
  static BundleWriter of(Console console, Path folder) {
    Path from = console.home();
    Path to = folder.toAbsolutePath().normalize();
    LocalHome.requireThere(from);
    if (to.startsWith(from)) {
      throw Failure.usage("%s is in the home itself: name a folder elsewhere".formatted(to));
    }
    return new BundleWriter(console, from, to);
  }

  /** Where the bundle is. */
  Path to() {
    return to;
  }

  /** Writes the bundle and tells about it; {@code done} is the name of the folder in JSON. */
  void write(String done, Function<HomeSalvage, HomeSalvage.Report> copy) {
    HomeSalvage.Report report;
    try (ProgressLine blocks = console.progress("blocks");
        ProgressLine contents = console.progress("contents")) {
      report =
          copy.apply(
              new HomeSalvage(
                  Ports.system(),
                  from,
                  to,
                  count -> blocks.at(count, 0),
                  count -> contents.at(count, 0)));
    }
    List<String> leftOut = new ArrayList<>(report.leftOut());
    leftOut.addAll(check());
    tell(done, report, leftOut);
  }

  /**
   * What is written is a home like any other, but that blocks may name content that is lost: these
   * are told.
   */
  private List<String> check() {
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

  private void tell(String done, HomeSalvage.Report report, List<String> leftOut) {
    StoreSalvage.Report store = report.store();
    JsonFields fields =
        JsonFields.of(done, to)
            .put("blocks", report.log().blocks())
            .put("chains", report.log().chains())
            .put("log_contents", report.log().contents());
    String blobs = "";
    if (store != null) {
      fields.put("contents", store.contents()).put("labels", store.labels());
      blobs =
          ", %s and %s"
              .formatted(
                  TextFormat.count(store.contents(), "blob", "blobs"),
                  TextFormat.count(store.labels(), "label", "labels"));
    }
    fields.put("left_out", leftOut);
    console.result(
        fields,
        "%s of %s%s written to %s, and verified"
            .formatted(
                TextFormat.count(report.log().blocks(), "block", "blocks"),
                TextFormat.count(report.log().chains(), "actor", "actors"),
                blobs,
                to));
    if (!console.json()) {
      console.say(
          leftOut.isEmpty()
              ? "nothing was left out"
              : "left out, or damaged beside what was kept:");
      leftOut.forEach(line -> console.say("  " + TextFormat.line(line)));
    }
  }
}
