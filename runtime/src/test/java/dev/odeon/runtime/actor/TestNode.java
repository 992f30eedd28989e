package dev.odeon.runtime.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.guests.SampleGuests;
import dev.odeon.log.Opening;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.index.Dedup;
import dev.odeon.store.StoreConfig;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Actors of a home in a test, with short ways to say what tests say. */
public final class TestNode implements AutoCloseable {
  public static final Path FOLDER = Path.of("/home");
  private static final AtomicLong IDS = new AtomicLong();

  private final Actors actors;

  private TestNode(Actors actors) {
    this.actors = actors;
  }

  /** One in a folder of its own. */
  public static TestNode at(Path folder, Ports ports) {
    return new TestNode(Actors.open(folder, ports, settings()));
  }

  /** The same for one that is opened to be looked at. */
  static TestNode asleep(Path folder, Ports ports) {
    return new TestNode(
        Actors.openAsleep(folder, ports, settings(), Extensions.none(), Opening.Mode.STRICT));
  }

  public static TestNode open(Ports ports) {
    return open(ports, settings(), dedup -> dedup);
  }

  public static TestNode open(Ports ports, Settings settings, UnaryOperator<Dedup> dedup) {
    return open(ports, settings, Extensions.none(), dedup);
  }

  public static TestNode open(
      Ports ports, Settings settings, Extensions extensions, UnaryOperator<Dedup> dedup) {
    return new TestNode(
        HomeOpening.open(
            FOLDER,
            ports,
            settings,
            extensions,
            Opening.Mode.STRICT,
            false,
            Substitutes.of(dedup)));
  }

  /** One on the real disk. */
  static TestNode open(
      Path folder, Ports ports, Settings settings, Extensions extensions, Substitutes substitutes) {
    return new TestNode(
        HomeOpening.open(
            folder, ports, settings, extensions, Opening.Mode.STRICT, false, substitutes));
  }

  static TestNode open(Ports ports, Settings settings, Substitutes substitutes) {
    return new TestNode(
        HomeOpening.open(
            FOLDER, ports, settings, Extensions.none(), Opening.Mode.STRICT, false, substitutes));
  }

  /** Small ones: two guests at a time, short limits. */
  public static Settings settings() {
    return settings(false);
  }

  /** The same with segments of another size, in bytes. */
  public static Settings settings(long segmentBytes) {
    return settings(Duration.ofDays(7), 10_000_000, segmentBytes, false);
  }

  /** The same with other ages of open requests, and other counts of ids that are kept. */
  public static Settings settings(Duration openRequestAge, long dedupCount) {
    return settings(openRequestAge, dedupCount, 1L << 20, false);
  }

  /** The same for a home that is opened paused, or not. */
  public static Settings settings(boolean paused) {
    return settings(Duration.ofDays(7), 10_000_000, 1L << 20, paused);
  }

  private static Settings settings(
      Duration openRequestAge, long dedupCount, long segmentBytes, boolean paused) {
    return new Settings(
        2,
        256L << 20,
        256,
        32L << 20,
        256L << 20,
        100_000,
        Duration.ofMillis(1_500),
        Duration.ofMillis(2_000),
        1L << 20,
        64L << 10,
        64,
        1024,
        5,
        16,
        64L << 20,
        Duration.ofDays(7),
        openRequestAge,
        300,
        Duration.ofDays(7),
        dedupCount,
        1,
        Duration.ofMinutes(2),
        segmentBytes,
        100,
        StoreConfig.defaults(),
        64L << 20,
        1_024,
        100,
        1_000,
        paused,
        Map.of());
  }

  /** The same, but for the components of these names. */
  public static Settings settings(Map<String, Object> chosen) {
    RecordComponent[] components = Settings.class.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        Object usual = components[i].getAccessor().invoke(settings());
        values[i] = chosen.getOrDefault(components[i].getName(), usual);
      }
      return Settings.class.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  public Actors actors() {
    return actors;
  }

  public Answer start(String id, String guest, String... manifestLines) {
    String manifest = "module = \"" + guest + ".wasm\"\n" + String.join("\n", manifestLines);
    return actors
        .lifecycle()
        .start(
            Key.actor(id),
            Manifest.parse("test.toml", Bytes.utf8(manifest), actors.capabilities()),
            Bytes.wrap(SampleGuests.module(guest)));
  }

  public Answer.Completed send(String id, String body) {
    return taken(answer(Message.send(Key.actor(id), freshId(), Bytes.utf8(body))));
  }

  public String request(String id, String body) {
    Answer.Completed taken =
        taken(answer(Message.request(Key.actor(id), freshId(), Bytes.utf8(body))));
    assertThat(taken.outcome()).isEqualTo(Outcome.RETURNED);
    return taken.reply() == null ? "(none)" : taken.reply().text();
  }

  public Answer answer(Message message) {
    Delivery delivery = actors.deliver(message);
    assertThat(delivery).isInstanceOf(Delivery.Accepted.class);
    return ((Delivery.Accepted) delivery).answer().await();
  }

  public static Answer.Completed taken(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Completed.class);
    return (Answer.Completed) answer;
  }

  /** The number that the counter {@code id} holds. */
  public long counter(String id) {
    Bytes state = actors.history().state(Key.actor(id), OptionalLong.empty()).state();
    return state == null
        ? -1
        : ByteBuffer.wrap(state.toArray()).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  public List<Block> blocks(String id) {
    return blocks(Key.actor(id));
  }

  public List<Block> blocks(Key key) {
    List<Block> blocks = new ArrayList<>();
    actors
        .chains()
        .blocks(
            key,
            0,
            Long.MAX_VALUE,
            block -> {
              blocks.add(block);
              return true;
            });
    return blocks;
  }

  public static String freshId() {
    return "m-" + IDS.incrementAndGet();
  }

  @Override
  public void close() {
    actors.close();
  }
}
