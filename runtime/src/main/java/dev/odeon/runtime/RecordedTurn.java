package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventKind;
import dev.odeon.host.GrantedStore;
import dev.odeon.host.RandomStream;
import dev.odeon.host.StoreGrant;
import dev.odeon.host.TurnContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
  public long durableHeight() {
    return header.height() - 1;
  }

  @Override
  public List<PastEvent> events(long height, int countMax) {
    return past(chains, header.key(), height, countMax);
  }

  @Override
  public GrantedStore store() {
    return new GrantedStore(StoreGrant.ALL, new RecordedStore(storage, header), Long.MAX_VALUE);
  }

  /** The newest events of {@code key} up to {@code height}, oldest first. */
  static List<PastEvent> past(Chains chains, Key key, long height, int countMax) {
    Deque<Bytes> newest = new ArrayDeque<>();
    for (long at = height; at >= 0 && newest.size() <= countMax; at--) {
      Block block = StateLoader.block(chains, key, at);
      for (int i = block.eventCount() - 1; i >= 0 && newest.size() <= countMax; i--) {
        newest.addFirst(block.eventBytes().get(i));
      }
    }
    // One more than asked for is read, so that the first one shown can name the one before it.
    Optional<Long> parent = Optional.empty();
    if (newest.size() > countMax) {
      parent = Optional.of(Event.hashOf(newest.removeFirst()).a());
    }
    List<PastEvent> events = new ArrayList<>(newest.size());
    for (Bytes encoded : newest) {
      Event event = Event.decode(encoded);
      long hash = Event.hashOf(encoded).a();
      events.add(new PastEvent(hash, type(event), parent, encoded));
      parent = Optional.of(hash);
    }
    return events;
  }

  private static String type(Event event) {
    EventKind kind = event.kind();
    return event.name().isEmpty() ? kind.toString() : kind + " " + event.name();
  }
}
