package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.guests.SampleGuests;
import dev.odeon.host.Capabilities;
import dev.odeon.log.Opening;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Actors of a home in a test, with short ways to say what tests say. */
final class TestNode implements AutoCloseable {
  static final Path FOLDER = Path.of("/home");
  private static final AtomicLong IDS = new AtomicLong();

  private final Actors actors;

  private TestNode(Actors actors) {
    this.actors = actors;
  }

  /** One in a folder of its own. */
  static TestNode at(Path folder, Ports ports) {
    return new TestNode(Actors.open(folder, ports, settings()));
  }

  static TestNode open(Ports ports) {
    return open(ports, settings(), dedup -> dedup);
  }

  static TestNode open(Ports ports, Settings settings, UnaryOperator<Dedup> dedup) {
    return open(ports, settings, new Capabilities(), dedup);
  }

  static TestNode open(
      Ports ports, Settings settings, Capabilities capabilities, UnaryOperator<Dedup> dedup) {
    return new TestNode(
        Actors.open(FOLDER, ports, settings, capabilities, Opening.Mode.STRICT, dedup));
  }

  /** Small ones: two guests at a time, short limits. */
  static Settings settings() {
    return new Settings(
        2,
        256L << 20,
        32L << 20,
        256L << 20,
        100_000,
        Duration.ofMillis(1_500),
        Duration.ofMillis(2_000),
        1L << 20,
        64L << 10,
        64,
        16,
        64L << 20,
        Duration.ofDays(7),
        Duration.ofDays(7),
        10_000_000,
        1,
        Duration.ofMinutes(2),
        1L << 20);
  }

  Actors actors() {
    return actors;
  }

  Answer start(String id, String guest, String... manifestLines) {
    String manifest = "module = \"" + guest + ".wasm\"\n" + String.join("\n", manifestLines);
    return actors.start(
        Key.actor(id),
        Manifest.parse("test.toml", Bytes.utf8(manifest), actors.grantable()),
        Bytes.wrap(SampleGuests.module(guest)));
  }

  Answer.Taken send(String id, String body) {
    return taken(answer(Message.send(Key.actor(id), freshId(), Bytes.utf8(body))));
  }

  String request(String id, String body) {
    Answer.Taken taken = taken(answer(Message.request(Key.actor(id), freshId(), Bytes.utf8(body))));
    assertThat(taken.outcome()).isEqualTo(Outcome.RETURNED);
    return taken.reply() == null ? "(none)" : taken.reply().text();
  }

  Answer answer(Message message) {
    Delivery delivery = actors.deliver(message);
    assertThat(delivery).isInstanceOf(Delivery.Accepted.class);
    return ((Delivery.Accepted) delivery).answer().await();
  }

  static Answer.Taken taken(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Taken.class);
    return (Answer.Taken) answer;
  }

  /** The number that the counter {@code id} holds. */
  long counter(String id) {
    Bytes state = actors.state(Key.actor(id), OptionalLong.empty()).state();
    return state == null
        ? -1
        : ByteBuffer.wrap(state.toArray()).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  List<Block> blocks(String id) {
    List<Block> blocks = new ArrayList<>();
    actors
        .chains()
        .blocks(
            Key.actor(id),
            0,
            Long.MAX_VALUE,
            block -> {
              blocks.add(block);
              return true;
            });
    return blocks;
  }

  static String freshId() {
    return "m-" + IDS.incrementAndGet();
  }

  @Override
  public void close() {
    actors.close();
  }
}
