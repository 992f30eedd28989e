package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.cli.Failure;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/** Actors of one home that set a timer in each turn, or do the same without setting it. */
final class Alarms implements AutoCloseable {
  /** So many a guest sets: what it keeps of its messages grows with them. */
  static final int TIMERS_EACH = 20;

  private static final int STARTERS = 64;
  private static final int IN_FLIGHT = 1024;

  private final Actors actors;
  private final Manifest manifest;
  private final Bytes module = Bytes.wrap(SampleGuests.module("probe/alarms"));
  private final long count;
  private long sent;

  private Alarms(Actors actors, long count) {
    this.actors = actors;
    this.manifest =
        Manifest.parse(
            "alarms.toml",
            Bytes.utf8(SampleGuests.manifest("probe/alarms")),
            actors.capabilities());
    this.count = count;
  }

  /** A new home in {@code folder}, with the actors for {@code timers}. */
  static Alarms open(Path folder, long timers) {
    Actors actors = Actors.open(folder, Ports.system(), Settings.defaults());
    Alarms alarms = new Alarms(actors, Math.ceilDiv(timers, TIMERS_EACH));
    alarms.start();
    return alarms;
  }

  Actors actors() {
    return actors;
  }

  private void start() {
    AtomicLong next = new AtomicLong();
    var _ =
        WorkerThreads.run(
            STARTERS,
            _ -> {
              for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                Answer answer = actors.lifecycle().start(key(i), manifest, module);
                if (!isTaken(answer)) {
                  throw Failure.failed("an actor was not started: " + answer);
                }
              }
              return true;
            });
  }

  private static Key key(long index) {
    return Key.actor("alarms-" + index);
  }

  /**
   * Has {@code turns} turns taken, one actor after the other, and waits until all are durable.
   *
   * @param due when the timer of a turn is due, by its number, in milliseconds since 1970
   * @param sets whether the timers are set
   */
  Pace turns(long turns, LongUnaryOperator due, boolean sets) {
    Window window = new Window(IN_FLIGHT);
    long begun = System.nanoTime();
    for (long i = 0; i < turns; i++) {
      window.enter();
      Bytes body =
          Bytes.utf8((sets ? "s" : "-") + "|t" + sent / count + "|" + due.applyAsLong(i) + "|x");
      send(Message.send(key(sent % count), "m" + sent, body), window);
      sent++;
    }
    window.awaitEmpty();
    return new Pace(turns, System.nanoTime() - begun);
  }

  private void send(Message message, Window window) {
    switch (actors.deliver(message)) {
      case Delivery.Accepted(Pending<Answer> answer) ->
          answer.whenDone((done, failure) -> {
            if (done != null && isTaken(done)) {
              window.leave();
            } else {
              window.leave("a turn was not taken: " + (failure == null ? done : failure));
            }
          });
      case Delivery refused -> throw Failure.failed("a message was refused: " + refused);
    }
  }

  private static boolean isTaken(Answer answer) {
    return answer instanceof Answer.Completed taken && taken.outcome() instanceof Outcome.Returned;
  }

  @Override
  public void close() {
    actors.close();
  }
}
