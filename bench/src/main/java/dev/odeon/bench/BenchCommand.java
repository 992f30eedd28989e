package dev.odeon.bench;

import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.protocol.JsonFields;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code odeon bench}: runs benchmarks, or lists them. */
@Command(
    name = "bench",
    description = "Measures this machine's Odeon, each figure beside its floor in the same run.")
final class BenchCommand implements Runnable {
  private final Console console;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which; none lists them.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often figure and floor take turns. Default: 5.")
  private @Nullable Integer rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long one of them runs in a round. Default: 2.")
  private @Nullable Double seconds;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      description = "How many blocks the home has whose opening is timed. Default: 1000000.")
  private @Nullable Long blocks;

  @Option(
      names = "--turns",
      paramLabel = "N",
      description = "Over how many turns the growth of a home is measured. Default: 10000.")
  private @Nullable Long turns;

  @Option(
      names = "--contents",
      paramLabel = "N",
      description = "How many small contents a store is listed and swept with. Default: 50000.")
  private @Nullable Long contents;

  @Option(
      names = "--mebibytes",
      paramLabel = "N",
      description = "How large the largest content of a store is. Default: 1024.")
  private @Nullable Long mebibytes;

  @Option(names = "--quick", description = "A small run that shows that all works.")
  private boolean quick;

  @Option(
      names = "--home-parent",
      paramLabel = "DIR",
      description = "Where temporary homes go: the disk to measure. Default: where the home is.")
  private @Nullable Path homeParent;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      arity = "0..1",
      fallbackValue = "bench/results",
      description = "Also write the figures to DIR/<date>-<machine>.md. Default: bench/results.")
  private @Nullable Path save;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    List<Bench> chosen = names.stream().map(Benches::named).toList();
    if (chosen.isEmpty()) {
      Benches.all()
          .forEach(bench ->
              console.result(
                  JsonFields.of("bench", bench.name()).put("about", bench.about()),
                  "%-8s %s".formatted(bench.name(), bench.about())));
      return;
    }
    measure(chosen);
  }

  private void measure(List<Bench> chosen) {
    Effort effort = effort();
    Report report = new Report(console, effort);
    try (Scratch scratch = Scratch.in(parent())) {
      report.fileSystem(scratch.fileSystem());
      for (Bench bench : chosen) {
        bench.run(new LiveStage(effort, scratch, console, report));
      }
    }
    if (save != null) {
      report.save(save);
    }
  }

  private Effort effort() {
    Effort usual = quick ? Effort.QUICK : Effort.USUAL;
    try {
      return new Effort(
          rounds == null ? usual.rounds() : rounds,
          seconds == null ? usual.seconds() : seconds,
          blocks == null ? usual.blocks() : blocks,
          turns == null ? usual.turns() : turns,
          contents == null ? usual.contents() : contents,
          mebibytes == null ? usual.mebibytes() : mebibytes);
    } catch (IllegalArgumentException _) {
      throw Failure.usage("rounds, seconds, blocks, turns, contents and mebibytes must be above 0");
    }
  }

  /** Beside the home, for /tmp may be memory; else here. */
  private Path parent() {
    if (homeParent != null) {
      return homeParent;
    }
    Path besideHome = console.home().getParent();
    return besideHome != null && Files.isWritable(besideHome) ? besideHome : Path.of("");
  }

  private record LiveStage(Effort effort, Scratch scratch, Console console, Report results)
      implements BenchContext {
    @Override
    public Path folder(String name) {
      return scratch.folder(name);
    }

    @Override
    public void note(String text) {
      console.note(text);
    }

    @Override
    public void report(Figure figure) {
      results.add(figure);
    }
  }
}
