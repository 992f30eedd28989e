package dev.odeon.runtime;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.host.capability.RuntimeCapability.Shutdown;
import dev.odeon.runtime.effect.BlockEffects;
import dev.odeon.runtime.effect.EffectCodec;
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
  /** The category of plug-ins: loading one again starts it, an upgrade leaves an actor stopped. */
  public static final String PLUGINS = "binary";

  /** The category of the chains that record what is configured in a home: no guest has one. */
  public static final String SYSTEM = Key.SYSTEM_CATEGORY;

  /** Whether an actor takes messages. The codes are those of the derived index. */
  public enum Status {
    /** It takes messages. */
    RUNNING(0),
    /** It was stopped, or stopped itself. */
    STOPPED(1),
    /** Its first turn did not return. */
    FAILED(2),
    /** It was removed: its history stays, and nothing is ever called that again. */
    REMOVED(3),
    /** It is paused until it is resumed; its manifest says whether messages wait for that. */
    PAUSED(4),
    /** The log lacks a block of it: in no index, as it is found whenever the home is opened. */
    DAMAGED(5);

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

  /**
   * What is known after {@code block}, given what was known before it; null if it never was an
   * actor.
   *
   * @param effects what the block's deferred calls ask for
   */
  public static @Nullable Registration after(
      @Nullable Registration before, Block block, BlockEffects effects) {
    Registration now = before;
    for (int i = 0; i < block.eventCount(); i++) {
      if (block.encodedEvents().get(i).is(EventKind.LIFECYCLE)) {
        now = after(now, block, block.event(i));
      }
    }
    return now == null || effects.of(Shutdown.class).isEmpty()
        ? now
        : now.with(Status.STOPPED, "it shut itself down");
  }

  /** Whether {@code block} may change what is known of its actor. */
  static boolean concerns(Block block, EffectCodec codec) {
    return block.has(EventKind.LIFECYCLE)
        || block.has(EventKind.OUTBOX) && codec.of(block).has(Shutdown.class);
  }

  private static @Nullable Registration after(
      @Nullable Registration before, Block block, Event event) {
    Outcome outcome = block.header().outcome();
    Key key = block.key();
    return switch (event.data()) {
      case EventData.Spawned(Hash module, Hash manifest, _, _, _) ->
          outcome instanceof Outcome.Returned
              ? new Registration(key, Status.RUNNING, "", module, manifest)
              : new Registration(
                  key, Status.FAILED, "its init " + outcome.text(), module, manifest);
      case EventData.Upgraded(Hash module, Hash manifest) ->
          before == null || key.category().equals(PLUGINS)
              ? new Registration(key, Status.RUNNING, "", module, manifest)
              : new Registration(key, before.status, before.reason, module, manifest);
      case EventData.Because(String reason) when before != null ->
          switch (event.name()) {
            case "stopped" -> before.with(Status.STOPPED, "stopped: " + reason);
            case "paused" -> before.with(Status.PAUSED, "paused: " + reason);
            case "removed" -> before.with(Status.REMOVED, "removed: " + reason);
            default -> before.with(Status.RUNNING, "");
          };
      default -> before;
    };
  }

  /** Whether its code is that of {@code module} and {@code manifest}, by their hashes. */
  public boolean has(Hash otherModule, Hash otherManifest) {
    return module.equals(otherModule) && manifest.equals(otherManifest);
  }

  /** What is known of an actor that lacks a block; {@code known} may be of before that block. */
  public static Registration damaged(Key key, @Nullable Registration known, String what) {
    return known == null
        ? new Registration(key, Status.DAMAGED, what, Hash.ZERO, Hash.ZERO)
        : known.with(Status.DAMAGED, what);
  }

  private Registration with(Status newStatus, String newReason) {
    return new Registration(key, newStatus, newReason, module, manifest);
  }
}
