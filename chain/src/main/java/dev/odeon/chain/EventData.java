package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Priority;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an event says, beside its name: one record for each shape. Numbers are never negative. */
public sealed interface EventData {
  /** The kind of event that says such things. */
  EventKind kind();

  /**
   * A message was received; the event's name is the export that was called.
   *
   * @param id the message's id; null for a run that nobody can ask for again
   * @param lane which way it came
   * @param attempt 1 for the first try
   * @param body the payload
   * @param correlation the id that all messages of one undertaking share, if any
   * @param causation the id of the message that led to this one, if any
   * @param deadlineMillis when the caller gives up, in milliseconds since 1970, if ever
   * @param limits what the turn had of what its actor may use, if that was less
   * @param metadata what else travels along, if anything
   */
  record Message(
      @Nullable MessageId id,
      Lane lane,
      long attempt,
      Bytes body,
      @Nullable String correlation,
      @Nullable String causation,
      @Nullable Long deadlineMillis,
      @Nullable TurnLimits limits,
      @Nullable EventMetadata metadata)
      implements EventData {
    /** Checks the numbers. */
    public Message {
      Numbers.from(1, "attempt", attempt);
      Numbers.from(0, "deadline", deadlineMillis == null ? 0 : deadlineMillis);
    }

    /** A first attempt that says nothing else. */
    public static Message of(@Nullable MessageId id, Lane lane, Bytes body) {
      return new Message(id, lane, 1, body, null, null, null, null, null);
    }

    /** The same with limits of its own. */
    public Message withLimits(TurnLimits own) {
      return new Message(
          id, lane, attempt, body, correlation, causation, deadlineMillis, own, metadata);
    }

    @Override
    public EventKind kind() {
      return EventKind.MESSAGE;
    }
  }

  /**
   * What a turn may use at most, where that is less than what its actor may. One of the two is
   * there.
   *
   * @param timeMillis its time in milliseconds
   * @param memoryBytes its linear memory in bytes
   */
  record TurnLimits(@Nullable Long timeMillis, @Nullable Long memoryBytes) {
    /** Checks the numbers. */
    public TurnLimits {
      Numbers.from(0, "time limit", timeMillis == null ? 0 : timeMillis);
      Numbers.from(0, "memory limit", memoryBytes == null ? 0 : memoryBytes);
      if (timeMillis == null && memoryBytes == null) {
        throw new IllegalArgumentException("limits that limit nothing are left out");
      }
    }
  }

  /** The ways into a mailbox. */
  enum Lane {
    /** Before all others. */
    HIGH(0),
    /** The usual one. */
    NORMAL(1),
    /** When there is nothing else, with a guaranteed share. */
    LOW(2),
    /** Immediate calls that wait for the reply. */
    REQUEST(3);

    private final int code;

    Lane(int code) {
      this.code = code;
    }

    /** The lane of messages of {@code priority}. */
    public static Lane of(Priority priority) {
      return switch (priority) {
        case HIGH -> HIGH;
        case NORMAL -> NORMAL;
        case LOW -> LOW;
      };
    }

    /** The number that the format uses. */
    public int code() {
      return code;
    }
  }

  /**
   * The guest called the host; the event's name is {@code interface#function}.
   *
   * @param callClass when the call takes effect
   * @param args the tuple of arguments, in component value encoding
   * @param reply what the guest got
   */
  record Call(CallClass callClass, Bytes args, CallReply reply) implements EventData {
    @Override
    public EventKind kind() {
      return EventKind.CALL;
    }
  }

  /** The three kinds of host function. */
  enum CallClass {
    /** Takes effect after the block is durable. */
    DEFERRED(0),
    /** Takes effect at once, after a durable intent. */
    IMMEDIATE(1),
    /** Only reads. */
    READ(2);

    private final int code;

    CallClass(int code) {
      this.code = code;
    }

    /** The number that the format uses. */
    public int code() {
      return code;
    }
  }

  /** How a host call ended. */
  sealed interface CallReply {
    /**
     * A result by value.
     *
     * @param result in component value encoding
     */
    record Value(Bytes result) implements CallReply {}

    /**
     * A result that is a function of stored bytes, and so recorded by their hash.
     *
     * @param source whose chain was read; null for content
     * @param height the durable height it was read at; null for content
     * @param hash of the result's value encoding
     * @param length of the result's value encoding in bytes
     */
    record Stored(@Nullable Key source, @Nullable Long height, Hash hash, long length)
        implements CallReply {
      /** Checks the numbers. */
      public Stored {
        Numbers.from(0, "height", height == null ? 0 : height);
        Numbers.from(0, "length", length);
      }
    }

    /**
     * The call trapped.
     *
     * @param kind the name of the rule, such as {@code denied}
     */
    record Trap(String kind) implements CallReply {}
  }

  /**
   * Something happened in the domain; the event's name is its type.
   *
   * @param payload the guest's
   * @param tags by which it can be found; sorted by their UTF-8 bytes, each once
   * @param metadata what else travels along, if anything
   */
  record Domain(Bytes payload, List<String> tags, @Nullable EventMetadata metadata)
      implements EventData {
    /** The most tags of one event. */
    public static final int TAGS_MAX = 16;

    /** The most bytes of UTF-8 that a tag may have. */
    public static final int TAG_BYTES_MAX = 128;

    /** Checks number, sizes and order of the tags. */
    public Domain {
      tags = List.copyOf(tags);
      if (tags.size() > TAGS_MAX) {
        throw new IllegalArgumentException(
            "an event has at most " + TAGS_MAX + " tags, this one has " + tags.size());
      }
      Bytes last = null;
      for (String tag : tags) {
        Bytes text = Bytes.utf8(tag);
        if (text.size() < 1 || text.size() > TAG_BYTES_MAX) {
          throw new IllegalArgumentException(
              "a tag has 1 to " + TAG_BYTES_MAX + " bytes of UTF-8, this one has " + text.size());
        }
        if (last != null && last.compareTo(text) >= 0) {
          throw new IllegalArgumentException("tags are sorted, each once: '" + tag + "' is not");
        }
        last = text;
      }
    }

    /** An event without tags and metadata. */
    public static Domain of(Bytes payload) {
      return new Domain(payload, List.of(), null);
    }

    @Override
    public EventKind kind() {
      return EventKind.DOMAIN;
    }
  }

  /**
   * The state changed. A small state's bytes stand here, a larger one's do not, an absent state
   * (none, which is not empty) has no hash: a function of the state alone.
   *
   * @param hash of the state; null when it became none
   * @param length of the state in bytes
   * @param bytes the state if it has at most {@value #INLINE_MAX} bytes
   */
  record State(@Nullable Hash hash, long length, @Nullable Bytes bytes) implements EventData {
    /** The largest state, in bytes, that is part of its event. */
    public static final int INLINE_MAX = 1024;

    /** The state became none. */
    public static final State NONE = new State(null, 0, null);

    /** Checks that the three agree; that the hash is that of the bytes is for {@code verify}. */
    public State {
      Numbers.from(0, "length", length);
      boolean inline = hash != null && length <= INLINE_MAX;
      if (hash == null && length != 0 || inline != (bytes != null)) {
        throw new IllegalArgumentException(
            "a state of " + length + " bytes is not recorded like this: " + hash + ", " + bytes);
      }
      if (bytes != null && bytes.size() != length) {
        throw new IllegalArgumentException(
            "a state of " + length + " bytes comes with " + bytes.size());
      }
    }

    /** The change to {@code state}; null is none. */
    public static State of(@Nullable Bytes state) {
      if (state == null) {
        return NONE;
      }
      return new State(Hash.of(state), state.size(), state.size() <= INLINE_MAX ? state : null);
    }

    @Override
    public EventKind kind() {
      return EventKind.STATE;
    }
  }

  /**
   * The turn answered; the event's name is the export that did.
   *
   * @param payload the answer
   */
  record Reply(Bytes payload) implements EventData {
    @Override
    public EventKind kind() {
      return EventKind.REPLY;
    }
  }

  /**
   * A deferred call that took effect; the event's name is {@code interface#function}.
   *
   * @param callIndex the number of the host call in the turn, 0-based
   * @param args the tuple of arguments, in component value encoding
   * @param reply what the guest got, in component value encoding
   */
  record Outbox(long callIndex, Bytes args, Bytes reply) implements EventData {
    /** Checks the index. */
    public Outbox {
      Numbers.from(0, "call index", callIndex);
    }

    @Override
    public EventKind kind() {
      return EventKind.OUTBOX;
    }
  }

  /**
   * A timer was {@code set}, {@code cancelled} or {@code fired}, says the event's name. One that
   * was cancelled has no time and no body.
   *
   * @param timer its name, 1 to {@value #NAME_BYTES_MAX} bytes of UTF-8
   * @param height the block that set it
   * @param index the number of the host call in that turn, or of the timer in the manifest, 0-based
   * @param dueMillis when it is due, in milliseconds since 1970
   * @param body what the actor is sent then
   */
  record Timer(
      String timer, long height, long index, @Nullable Long dueMillis, @Nullable Bytes body)
      implements EventData {
    /** The most bytes of UTF-8 that a name may have. */
    public static final int NAME_BYTES_MAX = 256;

    /** Checks name and numbers. */
    public Timer {
      int size = Bytes.utf8(timer).size();
      if (size < 1 || size > NAME_BYTES_MAX) {
        throw new IllegalArgumentException(
            "a timer's name has 1 to %d bytes of UTF-8, this one has %d"
                .formatted(NAME_BYTES_MAX, size));
      }
      if ((dueMillis == null) != (body == null)) {
        throw new IllegalArgumentException("a timer has a time and a body or neither");
      }
      Numbers.from(0, "height", height);
      Numbers.from(0, "index", index);
      Numbers.from(0, "due time", dueMillis == null ? 0 : dueMillis);
    }

    @Override
    public EventKind kind() {
      return EventKind.TIMER;
    }
  }

  /** What happened to the actor as a whole, beside the event's name. */
  sealed interface Lifecycle extends EventData {
    @Override
    default EventKind kind() {
      return EventKind.LIFECYCLE;
    }
  }

  /**
   * The actor was {@code spawned}.
   *
   * @param module the hash of its module
   * @param manifest the hash of its manifest
   * @param parent its supervisor, if it has one
   * @param init the argument of its init, if given
   * @param origin the block that it was forked from, if it was
   */
  record Spawned(
      Hash module,
      Hash manifest,
      @Nullable Key parent,
      @Nullable Bytes init,
      @Nullable Origin origin)
      implements Lifecycle {
    /** An actor that has no parent, no argument and no origin. */
    public static Spawned of(Hash module, Hash manifest) {
      return new Spawned(module, manifest, null, null, null);
    }
  }

  /**
   * A block that an actor was forked from.
   *
   * @param key whose block
   * @param height its height
   * @param block its hash
   */
  record Origin(Key key, long height, Hash block) {
    /** Checks the height. */
    public Origin {
      Numbers.from(0, "height", height);
    }
  }

  /**
   * The actor was {@code upgraded}.
   *
   * @param module the hash of its new module
   * @param manifest the hash of its new manifest
   */
  record Upgraded(Hash module, Hash manifest) implements Lifecycle {}

  /**
   * The actor was {@code reverted}: its state is again the one after an earlier block.
   *
   * @param height of that block
   * @param block its hash
   */
  record Reverted(long height, Hash block) implements Lifecycle {
    /** Checks the height. */
    public Reverted {
      Numbers.from(0, "height", height);
    }
  }

  /**
   * The actor was {@code restarted}, {@code paused}, {@code resumed}, {@code stopped} or {@code
   * removed}, says the event's name.
   *
   * @param reason in words
   */
  record Because(String reason) implements Lifecycle {}

  /**
   * A child {@code failed}, {@code exited}, {@code stopped}, was {@code restarted} or {@code
   * started}, says the event's name.
   *
   * @param child who
   * @param height the child's block that records it
   * @param detail more, if there is more
   */
  record Child(Key child, long height, @Nullable Bytes detail) implements EventData {
    /** Checks the height. */
    public Child {
      Numbers.from(0, "height", height);
    }

    @Override
    public EventKind kind() {
      return EventKind.CHILD;
    }
  }

  /**
   * A line of the guest's log.
   *
   * @param text the line
   */
  record Note(String text) implements EventData {
    @Override
    public EventKind kind() {
      return EventKind.NOTE;
    }
  }

  /**
   * A message or a request ended without a turn of a guest, says the event's name: it is a {@code
   * dead-letter} of its receiver, {@code undeliverable} by its sender; or the request was {@code
   * answered} from outside, or {@code expired} while it was open.
   *
   * @param id the message's id
   * @param lane which way it came, or would have gone
   * @param export the export that would have taken it, where that is known
   * @param body what a dead letter said, or what was answered
   * @param reason in words, if there is one
   * @param metadata who did it, and what else travels along, if anything
   */
  record Settlement(
      MessageId id,
      Lane lane,
      @Nullable String export,
      @Nullable Bytes body,
      @Nullable String reason,
      @Nullable EventMetadata metadata)
      implements EventData {
    @Override
    public EventKind kind() {
      return EventKind.SETTLEMENT;
    }
  }
}
