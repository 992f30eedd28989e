package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.EventData.CallReply;
import java.nio.charset.CharacterCodingException;
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
      case EventData.Domain(Bytes payload) -> out.bytes(payload);
      case EventData.State(Hash hash, long length, Bytes bytes) -> {
        out.array(bytes == null ? 2 : 3).hashOrNull(hash).uint(length);
        if (bytes != null) {
          out.bytes(bytes);
        }
      }
      case EventData.Reply(Bytes payload) -> out.bytes(payload);
      case EventData.Outbox(long index, Bytes args, Bytes reply) ->
          out.array(3).uint(index).bytes(args).bytes(reply);
      case EventData.Timer(long height, long index, Long due) ->
          numberOrNull(out.array(3).uint(height).uint(index), due);
      case EventData.Spawned(Hash module, Hash manifest, Key parent, Bytes init) -> {
        out.array(4).hash(module).hash(manifest);
        keyOrNull(out, parent);
        bytesOrNull(out, init);
      }
      case EventData.Upgraded(Hash module, Hash manifest) ->
          out.array(2).hash(module).hash(manifest);
      case EventData.Because(String reason) -> out.array(1).text(reason);
      case EventData.Child(Key child, long height, Bytes detail) -> {
        out.array(3);
        KeyCodec.write(out, child);
        bytesOrNull(out.uint(height), detail);
      }
      case EventData.Note(String text) -> out.bytes(Bytes.utf8(text));
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
      case DOMAIN -> new EventData.Domain(in.bytes());
      case STATE -> readState(in);
      case REPLY -> new EventData.Reply(in.bytes());
      case OUTBOX -> {
        in.array(3);
        yield new EventData.Outbox(in.uint(), in.bytes(), in.bytes());
      }
      case TIMER -> {
        in.array(3);
        yield new EventData.Timer(in.uint(), in.uint(), numberOrNull(in));
      }
      case LIFECYCLE -> readLifecycle(name, in);
      case CHILD -> {
        in.array(3);
        yield new EventData.Child(KeyCodec.read(in), in.uint(), bytesOrNull(in));
      }
      case NOTE -> readNote(in);
    };
  }

  private static void writeMessage(CborWriter out, EventData.Message message) {
    out.array(7);
    MessageId.write(out, message.id());
    out.uint(message.lane().code()).uint(message.attempt()).bytes(message.body());
    out.textOrNull(message.correlation()).textOrNull(message.causation());
    numberOrNull(out, message.deadlineMillis());
  }

  private static EventData readMessage(CborReader in) {
    in.array(7);
    return new EventData.Message(
        MessageId.read(in),
        LANES[in.uint(3)],
        in.uint(),
        in.bytes(),
        textOrNull(in),
        textOrNull(in),
        numberOrNull(in));
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
        in.array(4);
        return new EventData.Spawned(in.hash(), in.hash(), keyOrNull(in), bytesOrNull(in));
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
