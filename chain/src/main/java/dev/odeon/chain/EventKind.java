package dev.odeon.chain;

import dev.odeon.base.MalformedException;

/** What an event records. The codes are those of the event format. */
public enum EventKind {
  /** A message was received: the cause of the turn. */
  MESSAGE(1),
  /** The guest called the host, with the reply. */
  CALL(2),
  /** Something happened in the domain of an aggregate. */
  DOMAIN(3),
  /** The state changed. */
  STATE(4),
  /** The turn answered its cause. */
  REPLY(5),
  /** Something leaves after the block is durable: a message, a spawn, a stop, a label. */
  OUTBOX(6),
  /** A timer was set, cancelled or fired. */
  TIMER(7),
  /** The actor was spawned, restarted, paused, resumed, upgraded or stopped. */
  LIFECYCLE(8),
  /** Something happened to a child. */
  CHILD(9),
  /** A line of the guest's log. */
  NOTE(10),
  /** A message or a request ended without a turn of a guest. */
  SETTLEMENT(11);

  private static final EventKind[] BY_CODE = new EventKind[12];

  static {
    for (EventKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final int code;

  EventKind(int code) {
    this.code = code;
  }

  /** The number that the format uses. */
  public int code() {
    return code;
  }

  static boolean isCode(int code) {
    return code >= 1 && code < BY_CODE.length;
  }

  /**
   * The kind of {@code code}.
   *
   * @throws MalformedException if there is none
   */
  public static EventKind of(int code) {
    if (!isCode(code)) {
      throw new MalformedException(code + " is not the code of a kind of event");
    }
    return BY_CODE[code];
  }

  /** The lower-case name. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
