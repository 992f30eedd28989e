package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Entropy;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.cli.Failure;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * How much the log grows by turns that change a little of a large state, against the messages and
 * one state in a thousand turns.
 */
final class HomeGrowth {
  private static final long STATE_BYTES = 1_000_000;
  private static final long TURNS_A_STATE = 1_000;
  private static final int AHEAD = 64;

  private final BatchSizes sizes = new BatchSizes();
  private final Key key = Key.actor("ballast");

  private HomeGrowth() {}

  static void measure(BenchContext stage) {
    new HomeGrowth().run(stage);
  }

  private void run(BenchContext stage) {
    long turns = stage.effort().turns();
    Path home = stage.folder("growth").resolve("home");
    Ports ports = new Ports(Clock.system(), Entropy.system(), sizes.disk(), Threads.system());
    try (Actors actors = Actors.open(home, ports, Settings.defaults())) {
      Manifest manifest = Manifest.parse("ballast.toml", manifest(), actors.capabilities());
      actors.lifecycle().start(key, manifest, Bytes.wrap(SampleGuests.module("probe/ballast")));
      done(send(actors, Message.request(key, "size", Bytes.utf8("" + STATE_BYTES))));
      sizes.take();
      long messages = turn(actors, turns, stage);
      long grown = Arrays.stream(sizes.take()).asLongStream().sum();
      double floor = messages + (double) Math.ceilDiv(turns, TURNS_A_STATE) * STATE_BYTES;
      stage.report(
          Figure.of("turn", "home_growth", Samples.of(grown), Samples.of(floor))
              .with("turns", turns)
              .with("state_bytes", STATE_BYTES)
              .aim(new Target.RatioAtMost(3)));
    }
  }

  private static Bytes manifest() {
    return Bytes.utf8("name = \"ballast\"\nmodule = \"ballast.wasm\"\n");
  }

  /** Takes the turns; returns how many bytes the messages had. */
  private long turn(Actors actors, long turns, BenchContext stage) {
    Deque<Pending<Answer>> waiting = new ArrayDeque<>();
    Bytes body = Bytes.utf8("add one to the first word of the state");
    for (long i = 0; i < turns; i++) {
      if (i % TURNS_A_STATE == 0) {
        stage.note("turn: growth, turn " + i + " of " + turns);
      }
      if (waiting.size() == AHEAD) {
        done(waiting.remove());
      }
      waiting.add(send(actors, Message.send(key, "m" + i, body)));
    }
    waiting.forEach(HomeGrowth::done);
    return turns * body.size();
  }

  private static Pending<Answer> send(Actors actors, Message message) {
    return switch (actors.deliver(message)) {
      case Delivery.Accepted(Pending<Answer> answer) -> answer;
      case Delivery refused -> throw Failure.failed("a message was refused: " + refused);
    };
  }

  private static void done(Pending<Answer> pending) {
    Answer answer = pending.await();
    if (!(answer instanceof Answer.Completed taken
        && taken.outcome() instanceof Outcome.Returned)) {
      throw Failure.failed("a turn was not taken: " + answer);
    }
  }
}
