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
    description = "Measures Odeon on this machine, each figure beside its floor in the same run.")
final class BenchCommand implements Runnable {
  private final Console console;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Names the benchmarks; without any they are listed.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Sets how often figure and floor take turns. The default is 5.")
  private @Nullable Integer rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Sets how long one of them runs in a round. The default is 2.")
  private @Nullable Double seconds;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      description =
          "Sets how many blocks the home has whose opening is timed. The default is 1000000.")
  private @Nullable Long blocks;

  @Option(
      names = "--turns",
      paramLabel = "N",
      description =
          "Sets over how many turns the growth of a home is measured. The default is 10000.")
  private @Nullable Long turns;

  @Option(
      names = "--actors",
      paramLabel = "N",
      description =
          "Sets with how many idle actors heap and opening are measured. The default is 100000.")
  private @Nullable Long actors;

  @Option(
      names = "--timers",
      paramLabel = "N",
      description =
          "Sets with how many waiting timers setting and opening are measured. The default is 20000.")
  private @Nullable Long timers;

  @Option(
      names = "--contents",
      paramLabel = "N",
      description =
          "Sets how many small contents a store is listed and swept with. The default is 50000.")
  private @Nullable Long contents;

  @Option(
      names = "--mebibytes",
      paramLabel = "N",
      description = "Sets how large the largest content of a store is. The default is 1024.")
  private @Nullable Long mebibytes;

  @Option(names = "--quick", description = "Makes a small run, which shows that all works.")
  private boolean quick;

  @Option(
      names = "--home-parent",
      paramLabel = "DIR",
      description =
          "Names where temporary homes go: the disk to measure. The default is where the home is.")
  private @Nullable Path homeParent;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      arity = "0..1",
      fallbackValue = "bench/results",
      description =
          "Also writes the figures to DIR/<date>-<machine>.md. The default is bench/results.")
  private @Nullable Path save;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description =
          "Also records this process, but not those it starts, with the JDK's Flight Recorder.")
  private @Nullable Path profile;

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
    if (profile == null) {
      measure(chosen);
      return;
    }
    try (FlightRecording recording = FlightRecording.start(profile.toAbsolutePath())) {
      measure(chosen);
      console.note("bench: the recording goes to " + recording.file());
    }
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
          actors == null ? usual.actors() : actors,
          timers == null ? usual.timers() : timers,
          contents == null ? usual.contents() : contents,
          mebibytes == null ? usual.mebibytes() : mebibytes);
    } catch (IllegalArgumentException _) {
      throw Failure.usage(
          "rounds, seconds, blocks, turns, actors, timers, contents and mebibytes must be above 0");
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
