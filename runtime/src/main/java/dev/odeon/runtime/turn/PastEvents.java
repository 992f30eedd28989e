package dev.odeon.runtime.turn;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.Chains;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.host.capability.OwnChain;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The events of one actor, newest first read, for its guest.
 *
 * @param durable the height of its newest block
 */
record PastEvents(Chains chains, Key key, LongSupplier durable) implements OwnChain {
  @Override
  public long durableHeight() {
    return durable.getAsLong();
  }

  @Override
  public List<PastEvent> events(long height, int countMax, long bytesMax) {
    Deque<PastEvent> newest = new ArrayDeque<>();
    Backwards events = new Backwards(chains, key, height);
    long bytes = 0;
    EncodedEvent encoded = events.next();
    while (encoded != null && newest.size() < countMax) {
      // One more is read than is told, so that the first one can name the one before it.
      EncodedEvent parent = events.next();
      PastEvent event = told(encoded, parent);
      bytes += event.size();
      if (bytes + PastEvent.around(newest.size() + 1) > bytesMax) {
        break;
      }
      newest.addFirst(event);
      encoded = parent;
    }
    return List.copyOf(newest);
  }

  private static PastEvent told(EncodedEvent event, @Nullable EncodedEvent parent) {
    return new PastEvent(
        event.hash().a(),
        type(event),
        Optional.ofNullable(parent).map(known -> known.hash().a()),
        event.bytes());
  }

  /** The events of a chain from the newest back, a block at a time. */
  private static final class Backwards {
    private final Chains chains;
    private final Key key;
    private long height;
    private List<EncodedEvent> events = List.of();
    private int left;

    Backwards(Chains chains, Key key, long height) {
      this.chains = chains;
      this.key = key;
      this.height = height;
    }

    /** The next older one; null if there is none. */
    @Nullable EncodedEvent next() {
      while (left == 0) {
        if (height < 0) {
          return null;
        }
        Block block = StateLoader.block(chains, key, height--);
        events = block.encodedEvents();
        left = events.size();
      }
      return events.get(--left);
    }
  }

  private static String type(EncodedEvent event) {
    String kind = event.kind().toString();
    String name = event.name();
    return name.isEmpty() ? kind : kind + " " + name;
  }
}
