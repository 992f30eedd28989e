package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.EventData.CallClass;
import dev.odeon.chain.EventData.CallReply;
import dev.odeon.chain.EventData.Lane;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that many tests build on. */
public final class Samples {
  static final Key COUNTER = Key.actor("counter");
  static final Key OTHER = new Key("default", "binary", "naïve id/1");
  public static final Bytes SEED = Bytes.ofHex("000102030405060708090a0b0c0d0e0f");
  public static final Hash MODULE = Hash.of(Bytes.utf8("module"));

  /** When all blocks are. */
  static final long TIME = 1_700_000_000_000L;

  static final Hash MANIFEST = Hash.of(Bytes.utf8("manifest"));
  static final String SEND = "theater:simple/message-server-client#handle-send";
  static final String HOST_SEND = "theater:simple/message-server-host#send";

  private Samples() {}

  /** One event of every shape, by name. */
  static Map<String, Event> events() {
    Map<String, Event> events = new LinkedHashMap<>();
    events.put("message from outside", message("order-1", "hello"));
    events.put(
        "message between actors",
        Event.of(
            "theater:simple/message-server-client#handle-request",
            new EventData.Message(
                new MessageId.Sent(OTHER, 7, 2),
                Lane.REQUEST,
                3,
                Bytes.empty(),
                "trip",
                "order-1",
                1_700_000_000_000L,
                new EventData.TurnLimits(5_000L, null),
                EventMetadata.of(Map.of("principal", "ann", "traceparent", "00-af-01")))));
    events.put(
        "message without an id",
        Event.of(
            "process",
            EventData.Message.of(null, Lane.NORMAL, Bytes.utf8("in"))
                .withLimits(new EventData.TurnLimits(null, 1L << 20))));
    events.put(
        "host call by value",
        call(CallClass.READ, new CallReply.Value(Bytes.ofHex("01000000000000002a"))));
    events.put(
        "host call of stored bytes",
        call(CallClass.READ, new CallReply.Stored(OTHER, 3L, MODULE, 70_000)));
    events.put(
        "host call of content", call(CallClass.READ, new CallReply.Stored(null, null, MODULE, 0)));
    events.put("host call trapped", call(CallClass.IMMEDIATE, new CallReply.Trap("denied")));
    events.put(
        "host call refused", call(CallClass.DEFERRED, new CallReply.Value(Bytes.utf8("no"))));
    events.put("domain event", Event.of("Opened", EventData.Domain.of(Bytes.utf8("{\"a\":1}"))));
    events.put(
        "domain event with tags",
        Event.of(
            "Enrolled",
            new EventData.Domain(
                Bytes.utf8("{}"),
                List.of("course:5", "student:7"),
                EventMetadata.of(Map.of("content-type", "application/json")))));
    events.put("state inline", Event.state(Bytes.ofHex("2a00000000000000")));
    events.put("state empty", Event.state(Bytes.empty()));
    events.put("state by hash", Event.state(Bytes.wrap(new byte[1025])));
    events.put("state none", Event.state(null));
    events.put("reply", Event.of(SEND, new EventData.Reply(Bytes.utf8("done"))));
    events.put(
        "outbox", Event.of(HOST_SEND, new EventData.Outbox(0, Bytes.utf8("to"), Bytes.utf8("ok"))));
    events.put(
        "timer set",
        Event.of("set", new EventData.Timer("daily", 5, 1, 1_700_000_060_000L, Bytes.utf8("go"))));
    events.put(
        "timer cancelled", Event.of("cancelled", new EventData.Timer("daily", 5, 1, null, null)));
    events.put(
        "timer fired",
        Event.of(
            "fired", new EventData.Timer("daily", 5, 1, 1_700_000_060_000L, Bytes.utf8("go"))));
    events.put("spawned", Event.spawned(EventData.Spawned.of(MODULE, MANIFEST)));
    events.put(
        "spawned by a parent",
        Event.spawned(new EventData.Spawned(MODULE, MANIFEST, OTHER, Bytes.utf8("init"), null)));
    events.put(
        "spawned by a fork",
        Event.spawned(
            new EventData.Spawned(
                MODULE, MANIFEST, null, null, new EventData.Origin(COUNTER, 4, MANIFEST))));
    events.put("reverted", Event.of("reverted", new EventData.Reverted(4, MANIFEST)));
    events.put("removed", Event.of("removed", new EventData.Because("by request")));
    events.put("upgraded", Event.upgraded(new EventData.Upgraded(MODULE, MANIFEST)));
    events.put("restarted", Event.of("restarted", new EventData.Because("trapped")));
    events.put("paused", Event.of("paused", new EventData.Because("too many restarts")));
    events.put("resumed", Event.of("resumed", new EventData.Because("trial")));
    events.put("stopped", Event.of("stopped", new EventData.Because("by request")));
    events.put("child failed", Event.of("failed", new EventData.Child(OTHER, 9, Bytes.utf8("x"))));
    events.put("child started", Event.of("started", new EventData.Child(OTHER, 0, null)));
    events.put(
        "dead letter",
        Event.of(
            "dead-letter",
            new EventData.Settlement(
                new MessageId.Sent(OTHER, 7, 2),
                Lane.LOW,
                SEND,
                Bytes.utf8("hello"),
                "failed 5 times",
                null)));
    events.put(
        "undeliverable",
        Event.of(
            "undeliverable",
            new EventData.Settlement(
                new MessageId.Sent(COUNTER, 3, 0),
                Lane.NORMAL,
                null,
                null,
                "no such actor",
                null)));
    events.put(
        "expired",
        Event.of(
            "expired",
            new EventData.Settlement(
                new MessageId.Outside("order-1"), Lane.NORMAL, null, null, null, null)));
    events.put(
        "answered",
        Event.of(
            "answered",
            new EventData.Settlement(
                new MessageId.Outside("order-1"),
                Lane.NORMAL,
                null,
                Bytes.utf8("yes"),
                null,
                EventMetadata.of(Map.of("principal", "ann")))));
    events.put("note", Event.note("counted to ½"));
    return events;
  }

  public static Event message(String id, String body) {
    return Event.of(
        SEND, EventData.Message.of(new MessageId.Outside(id), Lane.NORMAL, Bytes.utf8(body)));
  }

  private static Event call(CallClass callClass, CallReply reply) {
    return Event.of(HOST_SEND, new EventData.Call(callClass, Bytes.utf8("args"), reply));
  }

  /** A header of an outcome, after {@code parent}; null for a first block. */
  public static BlockHeader header(Key key, @Nullable Head parent, Outcome outcome) {
    return new BlockHeader(
        key,
        parent == null ? 0 : parent.height() + 1,
        parent == null ? Hash.ZERO : parent.hash(),
        TIME,
        MODULE,
        1,
        SEED,
        null,
        List.of(),
        outcome,
        null);
  }

  /** A block after {@code parent}, its message's body {@code body}. */
  public static Block block(Key key, @Nullable Head parent, String body) {
    return Block.of(
        header(key, parent, Outcome.RETURNED),
        List.of(message("m-" + body.substring(0, Math.min(32, body.length())), body)));
  }

  /** A chain of {@code count} blocks. */
  public static List<Block> chain(Key key, int count) {
    List<Block> blocks = new ArrayList<>();
    Head head = null;
    for (int i = 0; i < count; i++) {
      Block block = block(key, head, "body " + i);
      blocks.add(block);
      head = block.head();
    }
    return blocks;
  }

  /** The hash of a leaf of the log tree. */
  public static Hash leaf(Hash block) {
    return new TreeHasher().leaf(block);
  }

  /** The file {@code log.pub} of a key that is always the same. */
  public static Bytes publicKeyFile() {
    return Bytes.utf8(HeadKey.ofSeed(Bytes.wrap(new byte[32])).verifierKey() + "\n");
  }

  /** The file {@code log.key} of the same key. */
  public static Bytes privateKeyFile() {
    return Bytes.utf8(HeadKey.ofSeed(Bytes.wrap(new byte[32])).signerKey() + "\n");
  }
}
