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
  private final List<Bytes> eventBytes;
  // All are functions of the bytes: two threads that compute them at once store the same.
  private @Nullable BlockHeader header;
  private @Nullable List<Event> events;
  private @Nullable Hash hash;

  private Block(Bytes headerBytes, List<Bytes> eventBytes) {
    this.headerBytes = headerBytes;
    this.eventBytes = eventBytes;
  }

  /**
   * The block of a header and its events; the header's event hashes are computed here, whatever it
   * holds.
   */
  public static Block of(BlockHeader header, List<Event> events) {
    List<Bytes> encoded = new ArrayList<>(events.size());
    List<Hash> hashes = new ArrayList<>(events.size());
    for (Event event : events) {
      Bytes bytes = event.encoded();
      encoded.add(bytes);
      hashes.add(Event.hashOf(bytes));
    }
    BlockHeader whole = header.withEventHashes(hashes);
    Block block = new Block(whole.encoded(), List.copyOf(encoded));
    block.header = whole;
    block.events = List.copyOf(events);
    return block;
  }

  /** The block of these bytes, decoded, and so refused, only when asked for. */
  public static Block ofEncoded(Bytes header, List<Bytes> events) {
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
    return header().eventHashes().equals(eventBytes.stream().map(Event::hashOf).toList());
  }

  /** Whether the header was decoded already, so that asking for it costs nothing. */
  boolean isDecoded() {
    return header != null;
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
    return new Head(key(), height(), hash());
  }

  /** How many events there are. */
  public int eventCount() {
    return eventBytes.size();
  }

  /**
   * The event at {@code index}, 0-based.
   *
   * @throws MalformedException if the bytes are none
   */
  public Event event(int index) {
    List<Event> known = events;
    return known == null ? Event.decode(eventBytes.get(index)) : known.get(index);
  }

  /**
   * All events.
   *
   * @throws MalformedException if the bytes of one are none
   */
  public List<Event> events() {
    List<Event> known = events;
    if (known == null) {
      Event[] decoded = new Event[eventBytes.size()];
      for (int i = 0; i < decoded.length; i++) {
        decoded[i] = Event.decode(eventBytes.get(i));
      }
      known = List.of(decoded);
      events = known;
    }
    return known;
  }

  /** The exact bytes of the header. */
  public Bytes headerBytes() {
    return headerBytes;
  }

  /** The exact bytes of each event. */
  public List<Bytes> eventBytes() {
    return eventBytes;
  }

  /** The size of header and events in bytes. */
  public long size() {
    long size = headerBytes.size();
    for (Bytes event : eventBytes) {
      size += event.size();
    }
    return size;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Block that
        && headerBytes.equals(that.headerBytes)
        && eventBytes.equals(that.eventBytes);
  }

  @Override
  public int hashCode() {
    return headerBytes.hashCode();
  }

  @Override
  public String toString() {
    return "block of " + headerBytes.size() + " bytes with " + eventBytes.size() + " events";
  }
}
