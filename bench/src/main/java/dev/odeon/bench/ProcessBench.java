package dev.odeon.bench;

import dev.odeon.base.ErrorText;
import dev.odeon.cli.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a process costs: its memory after turns, and how long the shortest command takes. */
final class ProcessBench implements Bench {
  private static final long TURNS = 1_000;

  @Override
  public String name() {
    return "process";
  }

  @Override
  public String about() {
    return "memory of a process after 1,000 turns, and the time of odeon --version";
  }

  @Override
  public void run(BenchContext stage) {
    int rounds = stage.effort().rounds();
    List<Double> mebibytes = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      stage.note("process: round " + round + " of " + rounds);
      Path home = stage.folder("process-" + round).resolve("home").toAbsolutePath();
      try (Child child =
          Child.start(
              ChildProvider.NAME,
              ChildCommand.Task.TURN.name(),
              Long.toString(TURNS),
              "--home",
              home.toString())) {
        child.line();
        mebibytes.add(child.residentMebibytes());
      }
    }
    stage.report(
        Figure.of("process", "rss_mb", new Samples(mebibytes))
            .with("turns", TURNS)
            .aim(new Target.AtMost(100)));
    version(stage);
  }

  private static void version(BenchContext stage) {
    Optional<Path> launcher = Child.launcher();
    if (launcher.isEmpty()) {
      stage.note("process: version_ms is measured only by ./odeon of a checkout");
      return;
    }
    List<Double> millis = new ArrayList<>();
    List<Double> nothings = new ArrayList<>();
    time(launcher.get());
    for (int round = 0; round < 2 * stage.effort().rounds() + 1; round++) {
      millis.add(time(launcher.get()));
      nothings.add(EmptyMain.millis());
    }
    stage.report(
        Figure.of("process", "version_ms", new Samples(millis), new Samples(nothings))
            .aim(new Target.AtMost(250)));
  }

  private static double time(Path launcher) {
    try {
      long begun = System.nanoTime();
      Process process = new ProcessBuilder(launcher.toString(), "--version").start();
      process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw Failure.failed(launcher + " --version does not work: try it by hand");
      }
      return (System.nanoTime() - begun) / 1e6;
    } catch (IOException | InterruptedException e) {
      throw Failure.failed("cannot run " + launcher + ": " + ErrorText.of(e));
    }
  }
}
