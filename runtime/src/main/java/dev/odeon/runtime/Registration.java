package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * What an actor's chain says of it as a whole: derived from lifecycle events.
 *
 * @param key the actor
 * @param status whether it takes messages
 * @param reason why not, for people; empty if it does
 * @param module the hash of its module; zeros if it is damaged and nothing says
 * @param manifest the hash of its manifest; likewise
 */
public record Registration(Key key, Status status, String reason, Hash module, Hash manifest) {
  /** Whether an actor takes messages. The codes are those of the derived index. */
  public enum Status {
    /** It takes messages. */
    RUNNING(0),
    /** It was stopped, or stopped itself. */
    STOPPED(1),
    /** Its first turn did not return. */
    FAILED(2),
    /** The log lacks a block of it: in no index, as it is found whenever the home is opened. */
    DAMAGED(3);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Status of(int code) {
      return values()[code];
    }

    /** The lower-case name. */
    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** The function by which a guest stops itself. */
  static final String SHUTDOWN = "theater:simple/runtime#shutdown";

  /**
   * What is known after {@code block}, given what was known before it; null if it never was an
   * actor.
   */
  static @Nullable Registration after(@Nullable Registration before, Block block) {
    Registration now = before;
    for (int i = 0; i < block.eventCount(); i++) {
      if (concerns(block.eventBytes().get(i))) {
        now = after(now, block, block.event(i));
      }
    }
    return now;
  }

  /** Whether {@code block} may change what is known of its actor. */
  static boolean concerns(Block block) {
    for (Bytes event : block.eventBytes()) {
      if (concerns(event)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Told by the kind alone, the item after the head of the array: most blocks need no decoding
   * here.
   */
  private static boolean concerns(Bytes event) {
    int kind = event.size() > 1 ? event.at(1) : 0;
    return kind == EventKind.LIFECYCLE.code() || kind == EventKind.OUTBOX.code();
  }

  private static @Nullable Registration after(
      @Nullable Registration before, Block block, Event event) {
    Outcome outcome = block.header().outcome();
    Key key = block.key();
    return switch (event.data()) {
      case EventData.Spawned(Hash module, Hash manifest, _, _) ->
          outcome instanceof Outcome.Returned
              ? new Registration(key, Status.RUNNING, "", module, manifest)
              : new Registration(
                  key, Status.FAILED, "its init " + outcome.text(), module, manifest);
      case EventData.Upgraded(Hash module, Hash manifest) ->
          new Registration(key, Status.RUNNING, "", module, manifest);
      case EventData.Because(String reason) when before != null ->
          event.name().equals("stopped")
              ? before.with(Status.STOPPED, "stopped: " + reason)
              : before.with(Status.RUNNING, "");
      case EventData.Outbox _ when before != null && event.name().equals(SHUTDOWN) ->
          before.with(Status.STOPPED, "it shut itself down");
      default -> before;
    };
  }

  /** What is known of an actor that lacks a block; {@code known} may be of before that block. */
  static Registration damaged(Key key, @Nullable Registration known, String what) {
    return known == null
        ? new Registration(key, Status.DAMAGED, what, Hash.ZERO, Hash.ZERO)
        : known.with(Status.DAMAGED, what);
  }

  private Registration with(Status newStatus, String newReason) {
    return new Registration(key, newStatus, newReason, module, manifest);
  }
}
