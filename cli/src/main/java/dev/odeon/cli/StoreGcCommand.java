package dev.odeon.cli;

import dev.odeon.store.CollectionReport;
import dev.odeon.store.StoreConfig;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sweeps contents that nothing names. */
@Command(
    name = "gc",
    description = {
      "Removes the contents that no label, chain, snapshot or module names, and that were not",
      "put lately. A crash in the middle loses nothing that is named."
    },
    footer = {
      "",
      "Examples:",
      "  odeon store gc --dry-run --each    # what would become of each content, and why"
    })
final class StoreGcCommand implements Runnable {
  private final Console console;

  @Option(names = "--dry-run", description = "Only tell what would be done.")
  private boolean dryRun;

  @Option(
      names = "--grace",
      paramLabel = "S",
      description = "Keep what was put within so many seconds. Default: 3600.")
  private @Nullable Long grace;

  @Option(names = "--each", description = "Also tell what becomes of each content, and why.")
  private boolean each;

  StoreGcCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Duration spared = grace();
    if (ServedStore.does(console, it -> it.collect(dryRun, spared.toSeconds(), each))) {
      return;
    }
    CollectionReport report;
    try (OpenStore open = OpenStore.existing(console);
        Progress progress = console.progress("looking at contents")) {
      report =
          open.store()
              .collect(
                  open.roots(),
                  dryRun,
                  spared,
                  done -> progress.at(done, 0),
                  each ? this::tell : _ -> {});
    }
    console.result(fields(report), text(report));
    if (!report.problems().isEmpty()) {
      if (!console.json()) {
        report.problems().forEach(problem -> console.say("  " + Shown.line(problem)));
      }
      throw Failure.failed(
          "%s in the store: %s"
              .formatted(
                  Shown.count(report.problems().size(), "problem", "problems"),
                  report.problems().getFirst()));
    }
  }

  private Duration grace() {
    Long seconds = grace;
    if (seconds == null) {
      return StoreConfig.defaults().grace();
    }
    if (seconds < 0 || seconds > Integer.MAX_VALUE) {
      throw Failure.usage("--grace " + seconds + " is no number of seconds from 0 on");
    }
    return Duration.ofSeconds(seconds);
  }

  private void tell(CollectionReport.Verdict verdict) {
    tell(
        console,
        dryRun,
        verdict.ref().hex(),
        verdict.size(),
        verdict.references(),
        verdict.kept() ? verdict.why() : null);
  }

  /** Tells what becomes of one content: it stays if there is a {@code why}. */
  static void tell(
      Console console,
      boolean dryRun,
      String hash,
      long size,
      long references,
      @Nullable String why) {
    boolean kept = why != null;
    String what = kept ? "kept: " + why : dryRun ? "would go" : "gone";
    console
        .out()
        .print(
            console.json()
                ? Fields.of("hash", hash)
                        .put("size", size)
                        .put("kept", kept)
                        .put("references", references)
                        .put("why", why)
                        .json()
                    + "\n"
                : "%s %d %s%n".formatted(hash, size, what));
  }

  private static Fields fields(CollectionReport report) {
    Fields why = new Fields();
    new TreeMap<>(report.keptWhy()).forEach(why::put);
    return Fields.of("dry_run", report.dryRun())
        .put("kept", report.keptCount())
        .put("kept_bytes", report.keptBytes())
        .put("kept_why", why)
        .put("references", report.references())
        .put("removed", report.removedCount())
        .put("removed_bytes", report.removedBytes())
        .put("packs_removed", report.packsRemoved())
        .put("packs_rewritten", report.packsRewritten())
        .put("disk_bytes_freed", report.diskBytesFreed())
        .put("problems", report.problems());
  }

  private static String text(CollectionReport report) {
    return text(
        report.dryRun(),
        report.removedCount(),
        report.removedBytes(),
        report.keptCount(),
        report.keptBytes(),
        new TreeMap<>(report.keptWhy()),
        report.diskBytesFreed());
  }

  /** What was done, or would be, in a line. */
  static String text(
      boolean dryRun,
      long removed,
      long removedBytes,
      long kept,
      long keptBytes,
      SortedMap<String, Long> keptWhy,
      long freed) {
    String why =
        keptWhy.entrySet().stream()
            .map(entry -> entry.getKey() + " " + Shown.count(entry.getValue()))
            .collect(Collectors.joining(", "));
    return "%s%s (%s) %s, %s (%s) kept%s; %s on the disk %s"
        .formatted(
            dryRun ? "dry run: " : "",
            Shown.count(removed, "content", "contents"),
            Shown.size(removedBytes),
            dryRun ? "would go" : "removed",
            Shown.count(kept),
            Shown.size(keptBytes),
            why.isEmpty() ? "" : " (" + why + ")",
            Shown.size(freed),
            dryRun ? "would be freed" : "freed");
  }
}
