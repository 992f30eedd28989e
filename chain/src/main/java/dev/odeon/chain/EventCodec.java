package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.EventData.CallReply;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of events in CBOR: arrays with fixed positions where it is ours, a byte string where it
 * is a guest's.
 */
final class EventCodec {
  private static final EventData.Lane[] LANES = EventData.Lane.values();
  private static final EventData.CallClass[] CLASSES = EventData.CallClass.values();

  private EventCodec() {}

  static void write(CborWriter out, EventData data) {
    switch (data) {
      case EventData.Message message -> writeMessage(out, message);
      case EventData.Call(var callClass, Bytes args, CallReply reply) -> {
        out.array(3).uint(callClass.code()).bytes(args);
        writeReply(out, reply);
      }
      case EventData.Domain(Bytes payload, List<String> tags, EventMetadata metadata) -> {
        out.array(3).bytes(payload).array(tags.size());
        tags.forEach(out::text);
        EventMetadata.write(out, metadata);
      }
      case EventData.State(Hash hash, long length, Bytes bytes) -> {
        out.array(bytes == null ? 2 : 3).hashOrNull(hash).uint(length);
        if (bytes != null) {
          out.bytes(bytes);
        }
      }
      case EventData.Reply(Bytes payload) -> out.bytes(payload);
      case EventData.Outbox(long index, Bytes args, Bytes reply) ->
          out.array(3).uint(index).bytes(args).bytes(reply);
      case EventData.Timer(String timer, long height, long index, Long due, Bytes body) ->
          bytesOrNull(numberOrNull(out.array(5).text(timer).uint(height).uint(index), due), body);
      case EventData.Spawned(
              Hash module,
              Hash manifest,
              Key parent,
              Bytes init,
              EventData.Origin origin) -> {
        out.array(5).hash(module).hash(manifest);
        keyOrNull(out, parent);
        bytesOrNull(out, init);
        writeOrigin(out, origin);
      }
      case EventData.Reverted(long height, Hash block) -> out.array(2).uint(height).hash(block);
      case EventData.Upgraded(Hash module, Hash manifest) ->
          out.array(2).hash(module).hash(manifest);
      case EventData.Because(String reason) -> out.array(1).text(reason);
      case EventData.Child(Key child, long height, Bytes detail) -> {
        out.array(3);
        KeyCodec.write(out, child);
        bytesOrNull(out.uint(height), detail);
      }
      case EventData.Note(String text) -> out.bytes(Bytes.utf8(text));
      case EventData.Settlement settlement -> writeSettlement(out, settlement);
    }
  }

  /**
   * The {@code IllegalArgumentException} of a value that cannot be is the caller's to turn into a
   * refusal.
   */
  static EventData read(EventKind kind, String name, CborReader in) {
    return switch (kind) {
      case MESSAGE -> readMessage(in);
      case CALL -> {
        in.array(3);
        yield new EventData.Call(CLASSES[in.uint(2)], in.bytes(), readReply(in));
      }
      case DOMAIN -> {
        in.array(3);
        yield new EventData.Domain(in.bytes(), readTags(in), EventMetadata.read(in));
      }
      case STATE -> readState(in);
      case REPLY -> new EventData.Reply(in.bytes());
      case OUTBOX -> {
        in.array(3);
        yield new EventData.Outbox(in.uint(), in.bytes(), in.bytes());
      }
      case TIMER -> {
        in.array(5);
        yield new EventData.Timer(
            in.text(), in.uint(), in.uint(), numberOrNull(in), bytesOrNull(in));
      }
      case LIFECYCLE -> readLifecycle(name, in);
      case CHILD -> {
        in.array(3);
        yield new EventData.Child(KeyCodec.read(in), in.uint(), bytesOrNull(in));
      }
      case NOTE -> readNote(in);
      case SETTLEMENT -> readSettlement(in);
    };
  }

  private static void writeMessage(CborWriter out, EventData.Message message) {
    out.array(9);
    MessageId id = message.id();
    if (id == null) {
      out.nil();
    } else {
      MessageId.write(out, id);
    }
    out.uint(message.lane().code()).uint(message.attempt()).bytes(message.body());
    out.textOrNull(message.correlation()).textOrNull(message.causation());
    numberOrNull(out, message.deadlineMillis());
    EventData.TurnLimits limits = message.limits();
    if (limits == null) {
      out.nil();
    } else {
      numberOrNull(numberOrNull(out.array(2), limits.timeMillis()), limits.memoryBytes());
    }
    EventMetadata.write(out, message.metadata());
  }

  private static EventData readMessage(CborReader in) {
    in.array(9);
    return new EventData.Message(
        in.nil() ? null : MessageId.read(in),
        LANES[in.uint(3)],
        in.uint(),
        in.bytes(),
        textOrNull(in),
        textOrNull(in),
        numberOrNull(in),
        in.nil() ? null : readLimits(in),
        EventMetadata.read(in));
  }

  private static EventData.TurnLimits readLimits(CborReader in) {
    in.array(2);
    return new EventData.TurnLimits(numberOrNull(in), numberOrNull(in));
  }

  private static List<String> readTags(CborReader in) {
    int count = in.array();
    if (count > EventData.Domain.TAGS_MAX) {
      throw in.malformed("an event has " + count + " tags");
    }
    List<String> tags = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tags.add(in.text());
    }
    return tags;
  }

  private static void writeOrigin(CborWriter out, EventData.@Nullable Origin origin) {
    if (origin == null) {
      out.nil();
      return;
    }
    out.array(3);
    KeyCodec.write(out, origin.key());
    out.uint(origin.height()).hash(origin.block());
  }

  private static EventData.@Nullable Origin readOrigin(CborReader in) {
    if (in.nil()) {
      return null;
    }
    in.array(3);
    return new EventData.Origin(KeyCodec.read(in), in.uint(), in.hash());
  }

  private static void writeSettlement(CborWriter out, EventData.Settlement settlement) {
    out.array(6);
    MessageId.write(out, settlement.id());
    out.uint(settlement.lane().code()).textOrNull(settlement.export());
    bytesOrNull(out, settlement.body()).textOrNull(settlement.reason());
    EventMetadata.write(out, settlement.metadata());
  }

  private static EventData readSettlement(CborReader in) {
    in.array(6);
    return new EventData.Settlement(
        MessageId.read(in),
        LANES[in.uint(3)],
        textOrNull(in),
        bytesOrNull(in),
        textOrNull(in),
        EventMetadata.read(in));
  }

  private static void writeReply(CborWriter out, CallReply reply) {
    switch (reply) {
      case CallReply.Value(Bytes result) -> out.array(2).uint(0).bytes(result);
      case CallReply.Stored(Key source, Long height, Hash hash, long length) -> {
        out.array(5).uint(1);
        keyOrNull(out, source);
        numberOrNull(out, height).hash(hash).uint(length);
      }
      case CallReply.Trap(String kind) -> out.array(2).uint(2).text(kind);
    }
  }

  private static CallReply readReply(CborReader in) {
    int count = in.array();
    int form = in.uint(2);
    if (count != (form == 1 ? 5 : 2)) {
      throw in.malformed("a reply of form " + form + " has " + count + " items");
    }
    return switch (form) {
      case 0 -> new CallReply.Value(in.bytes());
      case 1 -> new CallReply.Stored(keyOrNull(in), numberOrNull(in), in.hash(), in.uint());
      default -> new CallReply.Trap(in.text());
    };
  }

  private static EventData readState(CborReader in) {
    int count = in.array();
    if (count != 2 && count != 3) {
      throw in.malformed("a state has " + count + " items");
    }
    Hash hash = in.nil() ? null : in.hash();
    long length = in.uint();
    return new EventData.State(hash, length, count == 3 ? in.bytes() : null);
  }

  private static EventData readLifecycle(String name, CborReader in) {
    switch (name) {
      case "spawned" -> {
        in.array(5);
        return new EventData.Spawned(
            in.hash(), in.hash(), keyOrNull(in), bytesOrNull(in), readOrigin(in));
      }
      case "reverted" -> {
        in.array(2);
        return new EventData.Reverted(in.uint(), in.hash());
      }
      case "upgraded" -> {
        in.array(2);
        return new EventData.Upgraded(in.hash(), in.hash());
      }
      default -> {
        in.array(1);
        return new EventData.Because(in.text());
      }
    }
  }

  private static EventData readNote(CborReader in) {
    try {
      return new EventData.Note(in.bytes().strictText());
    } catch (CharacterCodingException e) {
      throw in.malformed("a note is not UTF-8");
    }
  }

  static CborWriter numberOrNull(CborWriter out, @Nullable Long value) {
    return value == null ? out.nil() : out.uint(value);
  }

  static @Nullable Long numberOrNull(CborReader in) {
    return in.nil() ? null : (Long) in.uint();
  }

  private static CborWriter bytesOrNull(CborWriter out, @Nullable Bytes value) {
    return value == null ? out.nil() : out.bytes(value);
  }

  private static @Nullable Bytes bytesOrNull(CborReader in) {
    return in.nil() ? null : in.bytes();
  }

  private static @Nullable String textOrNull(CborReader in) {
    return in.nil() ? null : in.text();
  }

  private static void keyOrNull(CborWriter out, @Nullable Key key) {
    if (key == null) {
      out.nil();
    } else {
      KeyCodec.write(out, key);
    }
  }

  private static @Nullable Key keyOrNull(CborReader in) {
    return in.nil() ? null : KeyCodec.read(in);
  }
}
