package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventKind;
import dev.odeon.host.Crossing;
import dev.odeon.host.GrantedStore;
import dev.odeon.host.RandomStream;
import dev.odeon.host.StoreGrant;
import dev.odeon.host.TurnContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a guest may know of a turn that is run again: all of it stands in the chain. */
final class RecordedTurn implements TurnContext {
  private final Chains chains;
  private final Storage storage;
  private final BlockHeader header;
  private @Nullable RandomStream random;

  RecordedTurn(Chains chains, Storage storage, BlockHeader header) {
    this.chains = chains;
    this.storage = storage;
    this.header = header;
  }

  @Override
  public long timeMillis() {
    return header.timeMillis();
  }

  @Override
  public RandomStream random() {
    RandomStream stream = random == null ? new RandomStream(header.seed()) : random;
    random = stream;
    return stream;
  }

  @Override
  public boolean claimRequest(String requestId) {
    return false; // never asked: a replaying border answers a deferred call from what was recorded
  }

  @Override
  public Key self() {
    return header.key();
  }

  @Override
  public long height() {
    return header.height();
  }

  @Override
  public void intend(int callIndex, Hash request, List<Crossing> since) {
    throw new IllegalStateException("a turn that runs again does nothing outside");
  }

  @Override
  public long replyBytesMax() {
    return Long.MAX_VALUE; // an answer is of the size that was recorded
  }

  @Override
  public long durableHeight() {
    return header.height() - 1;
  }

  @Override
  public List<PastEvent> events(long height, int countMax, long bytesMax) {
    return past(chains, header.key(), height, countMax, bytesMax);
  }

  @Override
  public GrantedStore store() {
    return new GrantedStore(StoreGrant.ALL, new RecordedStore(storage, header), Long.MAX_VALUE);
  }

  /**
   * The newest events of {@code key} up to {@code height}, oldest first, as many as fit into {@code
   * bytesMax} and {@code countMax}.
   */
  static List<PastEvent> past(Chains chains, Key key, long height, int countMax, long bytesMax) {
    Deque<PastEvent> newest = new ArrayDeque<>();
    Backwards events = new Backwards(chains, key, height);
    long bytes = 0;
    Bytes encoded = events.next();
    while (encoded != null && newest.size() < countMax) {
      // One more is read than is told, so that the first one can name the one before it.
      Bytes parent = events.next();
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

  private static PastEvent told(Bytes encoded, @Nullable Bytes parent) {
    return new PastEvent(
        Event.hashOf(encoded).a(),
        type(Event.decode(encoded)),
        Optional.ofNullable(parent).map(known -> Event.hashOf(known).a()),
        encoded);
  }

  /** The events of a chain from the newest back, a block at a time. */
  private static final class Backwards {
    private final Chains chains;
    private final Key key;
    private long height;
    private List<Bytes> events = List.of();
    private int left;

    Backwards(Chains chains, Key key, long height) {
      this.chains = chains;
      this.key = key;
      this.height = height;
    }

    /** The next older one; null if there is none. */
    @Nullable Bytes next() {
      while (left == 0) {
        if (height < 0) {
          return null;
        }
        Block block = StateLoader.block(chains, key, height--);
        events = block.eventBytes();
        left = events.size();
      }
      return events.get(--left);
    }
  }

  private static String type(Event event) {
    EventKind kind = event.kind();
    return event.name().isEmpty() ? kind.toString() : kind + " " + event.name();
  }
}
