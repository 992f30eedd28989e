package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Priority;
import org.jspecify.annotations.Nullable;

/**
 * A message to an actor.
 *
 * @param actor the recipient
 * @param body the content
 * @param id the sender's id for it: a message takes effect once under an id; null for a random one
 * @param correlation a name that is copied to everything that the message causes
 * @param deadlineMillis how long to wait for its turn and for the reply, in milliseconds; null for
 *     7 days
 * @param priority how urgent it is
 */
public record OutgoingMessage(
    String actor,
    Bytes body,
    @Nullable String id,
    @Nullable String correlation,
    @Nullable Long deadlineMillis,
    Priority priority) {
  private static final FieldKind<Priority> PRIORITY =
      FieldKind.TEXT.as(Priority.names(), Priority::of, Priority::text);

  static final FieldTable<OutgoingMessage> FIELDS =
      FieldTable.<OutgoingMessage>of()
          .required("actor", FieldKind.TEXT, OutgoingMessage::actor, "the actor")
          .required("body", FieldKind.BYTES, OutgoingMessage::body, "the message")
          .optional(
              "message_id",
              FieldKind.TEXT,
              OutgoingMessage::id,
              "the message's id, under which it takes effect once; not NAME/NUMBER/NUMBER; else random")
          .optional(
              "correlation",
              FieldKind.TEXT,
              OutgoingMessage::correlation,
              "a name that travels along with what the message causes")
          .optional(
              "deadline_ms",
              FieldKind.COUNT,
              OutgoingMessage::deadlineMillis,
              "how long to wait for the turn and the reply; else 7 days")
          .optional(
              "priority",
              PRIORITY,
              Priority.NORMAL,
              OutgoingMessage::priority,
              "high goes before normal, normal before low; low gets a share all the same")
          .make(in ->
              new OutgoingMessage(
                  in.next(), in.next(), in.next(), in.next(), in.next(), in.next()));

  /** One of normal priority. */
  public OutgoingMessage(
      String actor,
      Bytes body,
      @Nullable String id,
      @Nullable String correlation,
      @Nullable Long deadlineMillis) {
    this(actor, body, id, correlation, deadlineMillis, Priority.NORMAL);
  }
}
