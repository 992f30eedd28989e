package dev.odeon.aggregate;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Correlation;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.EventMetadata;
import dev.odeon.chain.EventPosition;
import dev.odeon.chain.EventQuery;
import dev.odeon.chain.FoundBlock;
import dev.odeon.runtime.StreamBlock;
import dev.odeon.runtime.actor.Streams;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes events of blocks. Any thread. */
final class EventReader {
  /** How many blocks of a stream are read at once. */
  private static final int CHUNK = 256;

  private final Chains chains;
  private final Streams streams;

  EventReader(Chains chains, Streams streams) {
    this.chains = chains;
    this.streams = streams;
  }

  /** The same filter with domain events alone. */
  static BlockFilter events(BlockFilter filter) {
    return filter.events() == null ? filter.withEvents(EventQuery.ALL) : filter;
  }

  /** Begins to read the log. */
  StreamCursor cursor() {
    return new StreamCursor(streams);
  }

  /** The wanted events of a block that was found. */
  static List<StoredEvent> of(FoundBlock found, StreamCursor cursor) {
    Block block = found.block();
    StreamBlock stream = cursor.at(block.key(), found.sequence());
    List<StoredEvent> all = all(stream, block);
    if (all.size() == found.events().size()) {
      return all;
    }
    return all.stream().filter(event -> found.events().contains(event.position().index())).toList();
  }

  /** All events of a block, in their order. */
  private static List<StoredEvent> all(StreamBlock stream, Block block) {
    List<StoredEvent> events = new ArrayList<>(block.eventCount());
    String causation = null;
    String correlation = null;
    long version = stream.before();
    for (int i = 0; i < block.eventCount(); i++) {
      EventKind kind = block.encodedEvents().get(i).kind();
      if (kind == EventKind.MESSAGE && block.event(i).data() instanceof EventData.Message cause) {
        causation = cause.causation();
        correlation = Correlation.of(cause);
      } else if (kind == EventKind.DOMAIN) {
        Event event = block.event(i);
        EventData.Domain domain = (EventData.Domain) event.data();
        Map<String, String> metadata = metadata(domain.metadata());
        String id = metadata.remove(AppendCheck.EVENT_ID);
        version++;
        events.add(
            new StoredEvent(
                new EventPosition(stream.sequence(), i),
                StreamId.of(block.key()),
                version,
                event.name(),
                domain.payload().compact(),
                domain.tags(),
                Map.copyOf(metadata),
                id,
                block.header().timeMillis(),
                causation,
                correlation));
      }
    }
    return events;
  }

  private static Map<String, String> metadata(@Nullable EventMetadata metadata) {
    return metadata == null ? new HashMap<>() : new HashMap<>(metadata.texts());
  }

  /** Gives the events of a stream with versions over {@code version} to {@code visitor}. */
  void forward(Key key, long version, Predicate<StoredEvent> visitor) {
    long height = heightAfter(key, version);
    boolean[] more = {true};
    while (more[0]) {
      List<StreamBlock> blocks = from(key, height);
      if (blocks.isEmpty()) {
        return;
      }
      height = blocks.getLast().height() + 1;
      read(
          blocks,
          event -> {
            more[0] = event.version() <= version || visitor.test(event);
            return more[0];
          });
    }
  }

  /** Gives the events of a stream with versions up to {@code version}, the last one first. */
  void backward(Key key, long version, Predicate<StoredEvent> visitor) {
    long height = heightAfter(key, version);
    long end = Math.min(height, chains.head(key).map(head -> head.height()).orElse(-1L)) + 1;
    boolean[] more = {true};
    while (more[0] && end > 0) {
      long first = Math.max(0, end - CHUNK);
      long last = end;
      List<StreamBlock> blocks =
          from(key, first).stream().filter(block -> block.height() < last).toList();
      for (StreamBlock block : blocks.reversed()) {
        List<StoredEvent> events = new ArrayList<>();
        if (more[0]) {
          read(List.of(block), events::add);
        }
        for (StoredEvent event : events.reversed()) {
          if (more[0] && event.version() <= version) {
            more[0] = visitor.test(event);
          }
        }
      }
      end = first;
    }
  }

  /** The next blocks of a stream from a height on. */
  private List<StreamBlock> from(Key key, long height) {
    long sequence = chains.sequence(key, height);
    List<StreamBlock> blocks = new ArrayList<>();
    if (sequence >= 0) {
      streams.blocks(
          key,
          sequence,
          block -> {
            blocks.add(block);
            return blocks.size() < CHUNK;
          });
    }
    return blocks;
  }

  /** The events of blocks of one stream, in their order. */
  private void read(List<StreamBlock> blocks, Predicate<StoredEvent> visitor) {
    if (blocks.isEmpty()) {
      return;
    }
    int[] at = {0};
    chains.blocks(
        blocks.getFirst().key(),
        blocks.getFirst().height(),
        blocks.getLast().height() + 1,
        block -> {
          StreamBlock stream = blocks.get(at[0]);
          if (block.height() != stream.height()) {
            return true; // it has no domain event
          }
          at[0]++;
          return all(stream, block).stream().allMatch(visitor);
        });
  }

  /**
   * The height of the block that has the event after {@code version}; of the next block if there is
   * none.
   */
  private long heightAfter(Key key, long version) {
    if (version <= 0) {
      return 0;
    }
    long low = 0;
    long high = chains.head(key).map(head -> head.height() + 1).orElse(0L);
    while (low < high) {
      long middle = (low + high) >>> 1;
      StreamBlock block = streams.block(key, chains.sequence(key, middle));
      if (block == null || block.after().version() > version) {
        high = middle;
      } else {
        low = Math.max(middle, block.height()) + 1;
      }
    }
    return low;
  }
}
