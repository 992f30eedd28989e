package dev.odeon.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.StartPoint;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.testkit.SeededEntropy;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A store in a test, with short ways to say what tests say. */
final class TestStore implements AutoCloseable {
  static final Path FOLDER = Path.of("/home");
  static final BlockFilter ALL = BlockFilter.of("default");

  private final Actors actors;
  private final EventStore store;

  private TestStore(Actors actors) {
    this.actors = actors;
    this.store = EventStore.of(actors);
  }

  static TestStore open(Disk disk) {
    return open(new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system()));
  }

  static TestStore open(Ports ports) {
    return new TestStore(Actors.open(FOLDER, ports, settings()));
  }

  /**
   * Two guests at a time, segments of 256 KiB, an append of at most 64 KiB; else the defaults,
   * whatever settings there are.
   */
  static Settings settings() {
    Map<String, Object> chosen =
        Map.of(
            "guestThreads",
            2,
            "allGuestsBytes",
            256L << 20,
            "messageBytes",
            64L << 10,
            "mailboxCapacity",
            2_048,
            "unsyncedTurns",
            16,
            "segmentBytes",
            256L << 10);
    RecordComponent[] components = Settings.class.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        Object usual = components[i].getAccessor().invoke(Settings.defaults());
        values[i] = chosen.getOrDefault(components[i].getName(), usual);
      }
      return Settings.class.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  EventStore store() {
    return store;
  }

  Actors actors() {
    return actors;
  }

  static StreamId stream(String id) {
    return StreamId.of("account", id);
  }

  static AppendResult.Appended appended(AppendResult result) {
    assertThat(result).isInstanceOf(AppendResult.Appended.class);
    return (AppendResult.Appended) result;
  }

  static AppendResult.Reason refused(AppendResult result) {
    assertThat(result).isInstanceOf(AppendResult.Refused.class);
    AppendResult.Refused refused = (AppendResult.Refused) result;
    assertThat(refused.text()).isNotBlank().doesNotContain("\n");
    return refused.reason();
  }

  /** All events of the home. */
  List<StoredEvent> all() {
    return store.read(ALL, StartPoint.START, Integer.MAX_VALUE);
  }

  @Override
  public void close() {
    actors.close();
  }
}
