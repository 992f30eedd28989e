package dev.odeon.cli.store;

import dev.odeon.cli.Amounts;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.StoreGc;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sweeps contents that nothing names. */
@Command(
    name = "gc",
    description = {
      "Removes content that nothing refers to.",
      "That is content without a label, chain, snapshot or module that refers to it, and not stored",
      "recently. A crash in the middle loses nothing that is referred to."
    },
    footer = {
      "",
      "Examples:",
      "  odeon store gc --dry-run --each    # what would happen to each blob, and why"
    })
final class StoreGcCommand implements Runnable {
  private final Console console;

  @Option(names = "--dry-run", description = "Reports only, and deletes nothing.")
  private boolean dryRun;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = Amounts.Seconds.class,
      description = {
        "Keeps content stored within this time, in seconds or with a unit, such as 1d. The default is 1h."
      })
  private @Nullable Duration grace;

  @Option(names = "--each", description = "Also prints what happens to each blob, and why.")
  private boolean each;

  StoreGcCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    StoreGc.Result result;
    try (Backend backend = Backend.existing(console);
        ProgressLine progress = console.progress("looking at content")) {
      result =
          backend.stream(
              new StoreGc(dryRun, grace == null ? null : seconds(grace), each),
              this::show,
              progress);
    }
    console.result(StoreGc.OPERATION, result, text(result));
    List<String> problems = result.problems();
    if (!problems.isEmpty()) {
      if (!console.json()) {
        problems.forEach(problem -> console.say("  " + TextFormat.line(problem)));
      }
      throw Failure.failed(
          "%s in the store: %s"
              .formatted(
                  TextFormat.count(problems.size(), "problem", "problems"), problems.getFirst()));
    }
  }

  /** Whole seconds, rather more than less. */
  private static long seconds(Duration grace) {
    return grace.plusMillis(999).toSeconds();
  }

  private void show(StoreGc.Item item) {
    String what = item.kept() ? "kept: " + item.why() : dryRun ? "would go" : "gone";
    console
        .out()
        .print(
            console.json()
                ? StoreGc.OPERATION.item().fields(item).json() + "\n"
                : "%s %d %s%n".formatted(item.hash(), item.size(), what));
  }

  private String text(StoreGc.Result result) {
    String why =
        result.keptWhy().entrySet().stream()
            .map(entry -> entry.getKey() + " " + TextFormat.count(entry.getValue()))
            .collect(Collectors.joining(", "));
    return "%s%s (%s) %s, %s (%s) kept%s; %s on the disk %s"
        .formatted(
            dryRun ? "dry run: " : "",
            TextFormat.count(result.removed(), "blob", "blobs"),
            TextFormat.size(result.removedBytes()),
            dryRun ? "would go" : "removed",
            TextFormat.count(result.kept()),
            TextFormat.size(result.keptBytes()),
            why.isEmpty() ? "" : " (" + why + ")",
            TextFormat.size(result.diskBytesFreed()),
            dryRun ? "would be freed" : "freed");
  }
}
