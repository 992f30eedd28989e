package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import org.jspecify.annotations.Nullable;

/** What an event says, beside its name: one record for each shape. Numbers are never negative. */
public sealed interface EventData {
  /** The kind of event that says such things. */
  EventKind kind();

  /**
   * A message was received; the event's name is the export that was called.
   *
   * @param id the message's id
   * @param lane which way it came
   * @param attempt 1 for the first try
   * @param body the payload
   * @param correlation the id that all messages of one undertaking share, if any
   * @param causation the id of the message that led to this one, if any
   * @param deadlineMillis when the caller gives up, in milliseconds since 1970, if ever
   */
  record Message(
      MessageId id,
      Lane lane,
      long attempt,
      Bytes body,
      @Nullable String correlation,
      @Nullable String causation,
      @Nullable Long deadlineMillis)
      implements EventData {
    /** Checks the numbers. */
    public Message {
      Numbers.from(1, "attempt", attempt);
      Numbers.from(0, "deadline", deadlineMillis == null ? 0 : deadlineMillis);
    }

    /** A first attempt without correlation, causation and deadline. */
    public static Message of(MessageId id, Lane lane, Bytes body) {
      return new Message(id, lane, 1, body, null, null, null);
    }

    @Override
    public EventKind kind() {
      return EventKind.MESSAGE;
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
   */
  record Domain(Bytes payload) implements EventData {
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
   * A timer was {@code set}, {@code cancelled} or {@code fired}, says the event's name.
   *
   * @param height the block that set it
   * @param index the number of the host call in that turn, 0-based
   * @param dueMillis when it is due, in milliseconds since 1970, where that matters
   */
  record Timer(long height, long index, @Nullable Long dueMillis) implements EventData {
    /** Checks the numbers. */
    public Timer {
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
   */
  record Spawned(Hash module, Hash manifest, @Nullable Key parent, @Nullable Bytes init)
      implements Lifecycle {}

  /**
   * The actor was {@code upgraded}.
   *
   * @param module the hash of its new module
   * @param manifest the hash of its new manifest
   */
  record Upgraded(Hash module, Hash manifest) implements Lifecycle {}

  /**
   * The actor was {@code restarted}, {@code paused}, {@code resumed} or {@code stopped}, says the
   * event's name.
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
}
