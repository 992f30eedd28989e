package dev.odeon.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How much memory a process takes, over what it has idle, while one large content goes through. */
final class StoreStreaming {
  private final BenchContext stage;

  StoreStreaming(BenchContext stage) {
    this.stage = stage;
  }

  void run() {
    long bytes = stage.effort().mebibytes() << 20;
    stage.note("store: streaming %,d bytes in and out".formatted(bytes));
    Path home = stage.folder("streaming").resolve("home").toAbsolutePath();
    List<Double> growths = new ArrayList<>();
    try (Child child =
        Child.start(
            ChildProvider.NAME,
            ChildCommand.Task.STREAM.name(),
            Long.toString(bytes),
            "--home",
            home.toString())) {
      String[] said = child.line().split(" ");
      double idle = Double.parseDouble(said[0]);
      growths.add(Double.parseDouble(said[1]) - idle);
      stage.report(
          Figure.of(StoreBench.NAME, "idle_rss_mb", Samples.of(idle)).with("bytes", bytes));
    }
    stage.report(
        Figure.of(StoreBench.NAME, "rss_over_idle_mb", new Samples(growths))
            .with("bytes", bytes)
            .aim(new Target.AtMost(32)));
    Scratch.remove(home);
  }
}
