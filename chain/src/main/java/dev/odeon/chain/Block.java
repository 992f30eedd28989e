package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of one actor: a header and the events it commits to, kept as the exact bytes they are
 * and decoded when asked for. Blocks are equal when their bytes are. Any thread may read one.
 */
public final class Block {
  private final Bytes headerBytes;
  private final List<EncodedEvent> encodedEvents;
  // All are functions of the bytes: two threads that compute them at once store the same.
  private @Nullable BlockHeader header;
  private @Nullable List<Event> events;
  private @Nullable Hash hash;
  private @Nullable Head head;

  /** For each kind of event that there is, the bit of its code; 0 until that is asked. */
  private int kinds;

  private Block(Bytes headerBytes, List<EncodedEvent> encodedEvents) {
    this.headerBytes = headerBytes;
    this.encodedEvents = encodedEvents;
  }

  /**
   * The block of a header and its events; the header's event hashes are computed here, whatever it
   * holds.
   */
  public static Block of(BlockHeader header, List<Event> events) {
    List<EncodedEvent> encoded = new ArrayList<>(events.size());
    List<Hash> hashes = new ArrayList<>(events.size());
    for (Event event : events) {
      EncodedEvent bytes = new EncodedEvent(event.encoded());
      encoded.add(bytes);
      hashes.add(bytes.hash());
    }
    BlockHeader whole = header.withEventHashes(hashes);
    Block block = new Block(whole.encoded(), List.copyOf(encoded));
    block.header = whole;
    block.events = List.copyOf(events);
    return block;
  }

  /** The block of these bytes, decoded, and so refused, only when asked for. */
  public static Block ofEncoded(Bytes header, List<EncodedEvent> events) {
    return new Block(header, List.copyOf(events));
  }

  /**
   * The header.
   *
   * @throws MalformedException if the bytes are none
   */
  public BlockHeader header() {
    BlockHeader known = header;
    if (known == null) {
      known = BlockHeader.decode(headerBytes);
      header = known;
    }
    return known;
  }

  /**
   * Whether its events are those that the header names.
   *
   * @throws MalformedException if the header is none
   */
  boolean isWhole() {
    return header().eventHashes().equals(encodedEvents.stream().map(EncodedEvent::hash).toList());
  }

  /** The hash of the block: SHA-256 of the header's bytes. */
  public Hash hash() {
    Hash known = hash;
    if (known == null) {
      known = Hash.of(headerBytes);
      hash = known;
    }
    return known;
  }

  /** Whose turn it was. */
  public Key key() {
    return header().key();
  }

  /** How many blocks of this actor come before. */
  public long height() {
    return header().height();
  }

  /** The actor's head once this block is durable. */
  public Head head() {
    Head known = head;
    if (known == null) {
      known = new Head(key(), height(), hash());
      head = known;
    }
    return known;
  }

  /** How many events there are. */
  public int eventCount() {
    return encodedEvents.size();
  }

  /**
   * The event at {@code index}, 0-based.
   *
   * @throws MalformedException if the bytes are none
   */
  public Event event(int index) {
    List<Event> known = events;
    return known == null ? encodedEvents.get(index).decode() : known.get(index);
  }

  /**
   * All events.
   *
   * @throws MalformedException if the bytes of one are none
   */
  public List<Event> events() {
    List<Event> known = events;
    if (known == null) {
      Event[] decoded = new Event[encodedEvents.size()];
      for (int i = 0; i < decoded.length; i++) {
        decoded[i] = encodedEvents.get(i).decode();
      }
      known = List.of(decoded);
      events = known;
    }
    return known;
  }

  /**
   * What began the turn: the first event, and further messages right behind it if it took a batch.
   *
   * @throws MalformedException if the bytes of one are none
   */
  public List<Event> causes() {
    int count = 1;
    while (count < encodedEvents.size()
        && encodedEvents.get(count - 1).is(EventKind.MESSAGE)
        && encodedEvents.get(count).is(EventKind.MESSAGE)) {
      count++;
    }
    List<Event> causes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      causes.add(event(i));
    }
    return causes;
  }

  /** The exact bytes of the header. */
  public Bytes headerBytes() {
    return headerBytes;
  }

  /** The same block without the larger array that its bytes may be a slice of. */
  Block compact() {
    return new Block(
        headerBytes.compact(), encodedEvents.stream().map(EncodedEvent::compact).toList());
  }

  /** Whether an event is of {@code kind}, as far as its first bytes tell. */
  public boolean has(EventKind kind) {
    int known = kinds;
    if (known == 0) {
      // A bit of its own says that the others are known.
      known = 1;
      for (EncodedEvent event : encodedEvents) {
        known |= 1 << event.code();
      }
      kinds = known;
    }
    return (known & 1 << kind.code()) != 0;
  }

  /** The events, not decoded. */
  public List<EncodedEvent> encodedEvents() {
    return encodedEvents;
  }

  /** The size of header and events in bytes. */
  public long size() {
    long size = headerBytes.size();
    for (EncodedEvent event : encodedEvents) {
      size += event.bytes().size();
    }
    return size;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Block that
        && headerBytes.equals(that.headerBytes)
        && encodedEvents.equals(that.encodedEvents);
  }

  @Override
  public int hashCode() {
    return headerBytes.hashCode();
  }

  @Override
  public String toString() {
    return "block of " + headerBytes.size() + " bytes with " + encodedEvents.size() + " events";
  }
}
