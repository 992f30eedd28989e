package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Expected;
import dev.odeon.chain.MessageId;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that an actor takes as one turn: a message, a run of a plug-in, or what a room above
 * brings. It says what the turn begins with and how far it may go; the runtime queues it, takes it
 * once, and answers with an {@link Answer}. Implementations are used by several threads.
 */
public interface TurnRequest {
  /** The actor that takes it. */
  Key to();

  /**
   * The name that a caller outside gave it, under which it takes effect once, 1 to {@value
   * Message#ID_BYTES_MAX} bytes of UTF-8 without control characters; null if it has none.
   */
  @Nullable String id();

  /** By what it takes effect once; null if it cannot be asked for again. */
  default @Nullable MessageId messageId() {
    String id = id();
    return id == null ? null : new MessageId.Outside(id);
  }

  /** Which way it comes: the lane of the mailbox that it waits in. */
  default EventData.Lane lane() {
    return EventData.Lane.NORMAL;
  }

  /** The export of the guest that takes it: the name of the cause. */
  String export();

  /** What it says; two requests of one id must say the same to the same export. */
  Bytes body();

  /**
   * Whether a guest that takes batches may take it together with others: such a one stands behind
   * no other limits, cancellation and head than the actor's own.
   */
  default boolean mayJoin() {
    return false;
  }

  /**
   * How long it may wait for its turn, and for its answer if the guest leaves it open; null for
   * {@link Settings#requestAge} and {@link Settings#openRequestAge}. A turn that has begun is not
   * ended by it.
   */
  default @Nullable Duration deadline() {
    return null;
  }

  /**
   * The event that begins the turn. If a guest may answer it later, an id from outside must not
   * read like {@link dev.odeon.chain.MessageId.Sent#text}.
   *
   * @param attempt 1 for the first
   * @param deadlineMillis when whoever asked gives up, in milliseconds since 1970; null if they did
   *     not say
   */
  Event cause(long attempt, @Nullable Long deadlineMillis);

  /**
   * What the turn may use, as it begins. Less time and fuel need no record: a replay knows what was
   * used. Less memory does, since a guest may go on without it: {@link #cause} has it in its
   * limits. Nothing else may be less.
   *
   * @param most what the actor may use
   */
  default Limits limits(Limits most) {
    return most;
  }

  /** By which it is cancelled, in the queue and while it runs. */
  default Cancellation cancellation() {
    return new Cancellation();
  }

  /** Where the actor's chain must end when the turn begins; else it is not taken. */
  default Expected expected() {
    return Expected.ANY;
  }

  /**
   * The turn is about to begin, after every one before it: whether it is still wanted. Else it is
   * not taken, and nothing is recorded. On the thread of the turn.
   */
  default boolean begins() {
    return true;
  }

  /**
   * The guest ran; its block is not durable yet. On the thread of the turn, before the answer.
   *
   * @param result what the code has to say beside the turn, such as a {@link
   *     dev.odeon.host.PluginResult}; null if nothing
   */
  default void ran(@Nullable Object result) {}

  /** Why an actor refuses it that exports nothing that takes it, for people. */
  default String unhandled() {
    return to() + " does not export " + export();
  }

  /** Why an actor that does not run refuses it, for people. */
  default String refusal(String reason) {
    return to() + " takes no messages: " + reason;
  }
}
