package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Commit;
import dev.odeon.chain.Head;
import dev.odeon.cli.Failure;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Counter actors of one home, and how often each was told to count. */
final class Counters implements AutoCloseable {
  /** The most messages to one actor that wait at a time, within what a mailbox takes. */
  private static final int AHEAD = 512;

  private static final Bytes INCREMENT = Bytes.utf8("inc");

  private final Actors actors;
  private final String guest;
  private final List<Counter> counters = new ArrayList<>();

  private Counters(Actors actors, String guest) {
    this.actors = actors;
    this.guest = guest;
  }

  /** Opens a home in {@code folder} and starts {@code count} counters. */
  static Counters open(Path folder, int count) {
    return open(folder, count, "counter");
  }

  /** The same of another guest that counts its messages, and may take several in one turn. */
  static Counters open(Path folder, int count, String guest) {
    Counters counters =
        new Counters(Actors.open(folder, Ports.system(), Settings.defaults()), guest);
    for (int i = 0; i < count; i++) {
      counters.start("counter-" + i);
    }
    return counters;
  }

  private void start(String id) {
    Key key = Key.actor(id);
    Manifest manifest =
        Manifest.parse(
            guest + ".toml", Bytes.utf8(SampleGuests.manifest(guest)), actors.capabilities());
    taken(actors.lifecycle().start(key, manifest, Bytes.wrap(SampleGuests.module(guest))));
    counters.add(new Counter(key));
  }

  Actors actors() {
    return actors;
  }

  /** The size of the record that holds the last turn of the first counter. */
  int commitBytes() {
    Chains chains = actors.chains();
    Head head = chains.head(at(0).key()).orElseThrow();
    Block last = chains.block(head.key(), head.height()).orElseThrow();
    return Commit.of(last).encoded().size();
  }

  /**
   * Checks them all.
   *
   * @throws Failure if one has another number of blocks, or another count, than it should
   */
  void check() {
    counters.forEach(Counter::check);
  }

  /** The counter {@code index}, 0-based. */
  Counter at(int index) {
    return counters.get(index);
  }

  /** One counter. For one sender at a time. */
  final class Counter {
    private final Key key;
    private long sent;

    private Counter(Key key) {
      this.key = key;
    }

    Key key() {
      return key;
    }

    /** Increments it, and returns once that is durable. */
    void increment() {
      taken(send().await());
    }

    /** Increments it {@code count} times, without waiting for one before the next. */
    void increment(long count) {
      Deque<Pending<Answer>> waiting = new ArrayDeque<>();
      for (long i = 0; i < count; i++) {
        if (waiting.size() == AHEAD) {
          taken(waiting.remove().await());
        }
        waiting.add(send());
      }
      waiting.forEach(answer -> taken(answer.await()));
    }

    /** Increments it; leaves {@code window} once that is durable. */
    void increment(Window window) {
      send()
          .whenDone((answer, failure) -> {
            if (answer != null && isTaken(answer)) {
              window.leave();
            } else {
              window.leave(notTaken(failure == null ? answer : failure));
            }
          });
    }

    private Pending<Answer> send() {
      Message message = Message.send(key, "m" + sent, INCREMENT);
      sent++;
      return switch (actors.deliverHere(message)) {
        case Delivery.Accepted(Pending<Answer> answer) -> answer;
        case Delivery refused -> throw Failure.failed(key + " refused a message: " + refused);
      };
    }

    /**
     * Checks that its chain has one block a turn, or fewer if it takes several messages in one, and
     * that it counted them all.
     *
     * @throws Failure if not
     */
    void check() {
      long height = actors.chains().head(key).orElseThrow().height();
      Bytes state = actors.history().state(key, OptionalLong.empty()).state();
      long count = state == null ? -1 : state.buffer().order(ByteOrder.LITTLE_ENDIAN).getLong();
      boolean blocks = guest.equals("counter") ? height == sent : height <= sent;
      if (!blocks || count != sent) {
        throw Failure.failed(
            "%s took %d turns, but has %d blocks and counts %d: verify the home"
                .formatted(key, sent, height, count));
      }
    }
  }

  private static void taken(Answer answer) {
    if (!isTaken(answer)) {
      throw Failure.failed(notTaken(answer));
    }
  }

  private static boolean isTaken(Answer answer) {
    return answer instanceof Answer.Completed taken
        && taken.outcome() instanceof Outcome.Returned
        && !taken.duplicate();
  }

  private static String notTaken(@Nullable Object instead) {
    return "a turn was not taken: " + instead;
  }

  @Override
  public void close() {
    actors.close();
  }
}
