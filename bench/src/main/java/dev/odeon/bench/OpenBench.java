package dev.odeon.bench;

import dev.odeon.cli.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Opening a home of many small blocks whose process was killed, in a fresh process; and what that
 * process holds then.
 */
final class OpenBench {
  private OpenBench() {}

  static void measure(BenchContext stage) {
    long blocks = stage.effort().blocks();
    Path home = stage.folder("open").resolve("home");
    stage.note("log: filling a home with " + blocks + " blocks");
    try (Child filling = child(home, ChildCommand.Task.FILL, Long.toString(blocks))) {
      filling.line();
    }
    List<Double> millis = new ArrayList<>();
    List<Double> mebibytes = new ArrayList<>();
    for (int round = 1; round <= stage.effort().rounds(); round++) {
      stage.note("log: opening " + round + " of " + stage.effort().rounds());
      try (Child opening = child(home, ChildCommand.Task.OPEN, "0")) {
        String[] said = opening.line().split(" ");
        if (Long.parseLong(said[1]) < blocks) {
          throw Failure.failed("of %d blocks only %s were found".formatted(blocks, said[1]));
        }
        millis.add(Long.parseLong(said[0]) / 1e6);
        mebibytes.add(opening.residentMebibytes());
      }
    }
    stage.report(
        Figure.of("log", "open_ms", new Samples(millis))
            .with("blocks", blocks)
            .aim(new Target.AtMost(1500)));
    stage.report(Figure.of("log", "open_rss_mb", new Samples(mebibytes)).with("blocks", blocks));
  }

  private static Child child(Path home, ChildCommand.Task task, String count) {
    return Child.start(
        ChildProvider.NAME, task.name(), count, "--home", home.toAbsolutePath().toString());
  }
}
