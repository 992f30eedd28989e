package dev.odeon.runtime;

import dev.odeon.chain.AppendCondition;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A turn of a stream of events that runs no guest: the request says what its block holds. A stream
 * is a chain that never was an actor.
 */
public interface StreamTurn extends TurnRequest {
  /** The name of the cause of a turn that appends events. */
  String APPEND = "append";

  /** The name of the life-cycle event that ends a stream for ever. */
  String REMOVED = "removed";

  /** Where the stream must stand when the turn comes, turns in flight included. */
  ExpectedVersion version();

  /** What its block holds behind the cause. */
  List<Event> events();

  /** What must not have happened when its block is written; null for nothing. */
  default @Nullable AppendCondition condition() {
    return null;
  }

  /** Why a stream does not take such a turn. Nothing was recorded. */
  sealed interface Objection {
    /** In words, for people. */
    String text();

    /**
     * The stream stands elsewhere.
     *
     * @param actual its version, as durable blocks have it
     */
    record WrongVersion(long actual) implements Objection {
      @Override
      public String text() {
        return "the stream is at version " + actual;
      }
    }

    /**
     * An event is there that the condition rules out.
     *
     * @param position where it is
     * @param type its type
     */
    record ConditionFailed(EventPosition position, String type) implements Objection {
      @Override
      public String text() {
        return "the condition does not hold: an event is at " + position;
      }
    }

    /**
     * The stream was removed.
     *
     * @param reason why, for people
     */
    record Removed(String reason) implements Objection {
      @Override
      public String text() {
        return "the stream was removed: " + reason;
      }
    }
  }
}
