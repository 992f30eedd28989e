package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One fact in a block: {@code [kind, name, data]} in deterministic CBOR (docs/formats/chain.md).
 * Its hash is SHA-256(0x00 | those bytes).
 *
 * @param name the interface and function, the domain event's type, or what {@code data} says it
 *     must be
 * @param data the rest; it implies the kind
 */
public record Event(String name, EventData data) {
  /** The name of every note. */
  public static final String NOTE_NAME = "theater:simple/runtime#log";

  private static final byte HASH_PREFIX = 0;

  /** The name of the timer event that has neither a time nor a body. */
  private static final String CANCELLED = "cancelled";

  private static final Set<String> TIMER_NAMES = Set.of("set", CANCELLED, "fired");
  private static final Set<String> CHILD_NAMES =
      Set.of("failed", "exited", "stopped", "restarted", "started");
  private static final Set<String> REASON_NAMES =
      Set.of("restarted", "paused", "resumed", "stopped", "removed");
  private static final Set<String> SETTLEMENT_NAMES =
      Set.of("dead-letter", "expired", "undeliverable", "answered");

  /** Checks that name and data agree. */
  public Event {
    boolean allowed =
        switch (data) {
          case EventData.State _ -> name.isEmpty();
          case EventData.Note _ -> name.equals(NOTE_NAME);
          case EventData.Timer timer ->
              TIMER_NAMES.contains(name) && (timer.dueMillis() == null) == name.equals(CANCELLED);
          case EventData.Child _ -> CHILD_NAMES.contains(name);
          case EventData.Spawned _ -> name.equals("spawned");
          case EventData.Upgraded _ -> name.equals("upgraded");
          case EventData.Reverted _ -> name.equals("reverted");
          case EventData.Settlement _ -> SETTLEMENT_NAMES.contains(name);
          case EventData.Because _ -> REASON_NAMES.contains(name);
          case EventData.Message _, EventData.Call _, EventData.Domain _ -> !name.isEmpty();
          case EventData.Reply _, EventData.Outbox _ -> !name.isEmpty();
        };
    if (!allowed) {
      throw new IllegalArgumentException(
          "'" + name + "' is not the name of an event of kind " + data.kind());
    }
  }

  /** An event of a name and what it says. */
  public static Event of(String name, EventData data) {
    return new Event(name, data);
  }

  /** The state became {@code state}; null is none. */
  public static Event state(@Nullable Bytes state) {
    return new Event("", EventData.State.of(state));
  }

  /** The guest logged {@code line}. */
  public static Event note(String line) {
    return new Event(NOTE_NAME, new EventData.Note(line));
  }

  /** The actor was spawned. */
  public static Event spawned(EventData.Spawned data) {
    return new Event("spawned", data);
  }

  /** The actor was upgraded. */
  public static Event upgraded(EventData.Upgraded data) {
    return new Event("upgraded", data);
  }

  /** What it records. */
  public EventKind kind() {
    return data.kind();
  }

  /** The bytes of the event. */
  public Bytes encoded() {
    CborWriter out = new CborWriter(128);
    out.array(3).uint(kind().code()).text(name);
    EventCodec.write(out, data);
    return out.toBytes();
  }

  /** The hash of the event. */
  public Hash hash() {
    return hashOf(encoded());
  }

  /** The hash of the event that {@code encoded} is. */
  static Hash hashOf(Bytes encoded) {
    return Hash.of(HASH_PREFIX, encoded);
  }

  /** What that is the SHA-256 of. */
  static Bytes hashed(Bytes encoded) {
    return Bytes.wrap(new byte[] {HASH_PREFIX}).plus(encoded);
  }

  /**
   * The event that {@code encoded} is.
   *
   * @throws MalformedException if it is none; the message names the byte
   */
  static Event decode(Bytes encoded) {
    CborReader in = new CborReader(encoded);
    Event event = read(in);
    in.end();
    return event;
  }

  private static Event read(CborReader in) {
    in.array(3);
    int code = in.uint(Integer.MAX_VALUE);
    if (code < 1 || code > EventKind.SETTLEMENT.code()) {
      throw in.malformed(code + " is not the code of a kind of event");
    }
    String name = in.text();
    try {
      return new Event(name, EventCodec.read(EventKind.of(code), name, in));
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()));
    }
  }
}
