package dev.odeon.bench;

import dev.odeon.cli.Failure;
import java.util.List;
import java.util.stream.Collectors;

/** All benchmarks. */
final class Benches {
  private static final List<Bench> ALL =
      List.of(
          new LogBench(),
          new TurnBench(),
          new ActorsBench(),
          new ReplayBench(),
          new VerifyBench(),
          new StoreBench(),
          new ProcessBench(),
          new EngineBench(),
          new ExecuteBench());

  private Benches() {}

  static List<Bench> all() {
    return ALL;
  }

  /**
   * The benchmark of that name.
   *
   * @throws Failure if there is none
   */
  static Bench named(String name) {
    return ALL.stream()
        .filter(bench -> bench.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> Failure.usage("no benchmark is called " + name + ": choose of " + names()));
  }

  private static String names() {
    return ALL.stream().map(Bench::name).collect(Collectors.joining(", "));
  }
}
