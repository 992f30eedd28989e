package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.cli.Failure;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Actors that each ran a turn and have a state, in a home that a fresh process opens: how long that
 * takes, and how long one of them takes to answer for the first time. The floor is its second
 * answer, when it is in memory; what is between the two is its activation.
 */
final class PassiveActors {
  static final String FILLED = "filled";

  /** What the figures are promised for. */
  private static final long PROMISED = 1_000_000;

  private static final int ASKED = 1_000;
  private static final double OPEN_MILLIS_MAX = 5_000;
  private static final double ACTIVATION_MICROS_MAX = 200;
  private static final Bytes GET = Bytes.utf8("get");

  private PassiveActors() {}

  static void measure(BenchContext stage) {
    long count = stage.effort().actors();
    Path home = stage.folder("passive").resolve("home").toAbsolutePath();
    stage.note("actors: filling a home with %,d of them".formatted(count));
    try (Child filling = child(home, ChildCommand.Task.PASSIVE, count)) {
      for (String line = filling.line(); !line.equals(FILLED); line = filling.line()) {
        stage.note("actors: " + line);
      }
    }
    List<Double> opened = new ArrayList<>();
    List<Double> first = new ArrayList<>();
    List<Double> second = new ArrayList<>();
    List<Double> activation = new ArrayList<>();
    for (int round = 1; round <= stage.effort().rounds(); round++) {
      stage.note("actors: opening " + round + " of " + stage.effort().rounds());
      try (Child opening = child(home, ChildCommand.Task.ACTIVATE, count)) {
        String[] said = opening.line().split(" ");
        opened.add(Long.parseLong(said[0]) / 1e6);
        first.add(Double.parseDouble(said[1]));
        second.add(Double.parseDouble(said[2]));
        activation.add(Math.max(0, Double.parseDouble(said[1]) - Double.parseDouble(said[2])));
      }
    }
    Figure open = Figure.of("actors", "open_ms", new Samples(opened)).with("actors", count);
    stage.report(count < PROMISED ? open : open.aim(new Target.AtMost(OPEN_MILLIS_MAX)));
    stage.report(
        Figure.of("actors", "first_answer_p50_us", new Samples(first), new Samples(second))
            .with("actors", count));
    stage.report(
        Figure.of("actors", "activation_p50_us", new Samples(activation))
            .with("actors", count)
            .aim(new Target.AtMost(ACTIVATION_MICROS_MAX)));
    Scratch.remove(home);
  }

  private static Child child(Path home, ChildCommand.Task task, long count) {
    return Child.start(
        ChildProvider.NAME, task.name(), Long.toString(count), "--home", home.toString());
  }

  /**
   * Opens a home of {@code count} actors and asks some, each twice.
   *
   * @return how many nanoseconds the opening took, and how many microseconds a first and a second
   *     answer
   */
  static String activate(Path home, long count) {
    long begun = System.nanoTime();
    try (Actors actors = Actors.open(home, Ports.system(), Settings.defaults())) {
      long opened = System.nanoTime() - begun;
      SplittableRandom random = new SplittableRandom(begun);
      Latencies first = new Latencies();
      Latencies second = new Latencies();
      for (int i = 0; i < ASKED; i++) {
        long actor = random.nextLong(count);
        first.add(ask(actors, actor, "a" + begun + "-" + i));
        second.add(ask(actors, actor, "b" + begun + "-" + i));
      }
      return opened + " " + first.micros(50) + " " + second.micros(50);
    }
  }

  /** Asks one for its count, which is 1; returns how long that took. */
  private static long ask(Actors actors, long actor, String id) {
    long begun = System.nanoTime();
    Bytes reply = actors.request(IdleActors.key(actor), id, GET);
    long took = System.nanoTime() - begun;
    if (!reply.text().equals("1")) {
      throw Failure.failed("actor %d counted to %s, not to 1".formatted(actor, reply.text()));
    }
    return took;
  }
}
