package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message and waits for the reply.
 *
 * @param message the message and its recipient
 */
public record ActorRequest(OutgoingMessage message) implements Request<ActorRequest.Result> {
  /** The operation. */
  public static final Operation<ActorRequest, Result> OPERATION =
      Operation.of(
          "ActorRequest",
          "Sends a request and waits until its block is durable and the reply is there.",
          () ->
              FieldTable.<ActorRequest>of()
                  .inline(OutgoingMessage.FIELDS, ActorRequest::message)
                  .make(in -> new ActorRequest(in.next(OutgoingMessage.FIELDS))),
          () ->
              FieldTable.<Result>of()
                  .inline(TurnResult.FIELDS, Result::turn)
                  .required("id", FieldKind.TEXT, Result::id, "the request's id")
                  .nullable("reply", FieldKind.DATA, Result::reply, "the reply")
                  .make(in -> new Result(in.next(TurnResult.FIELDS), in.next(), in.next())));

  /**
   * The actor processed the request. The turn is durable.
   *
   * @param turn the turn that processed it
   * @param id the request's id
   * @param reply the reply; null if the actor gave none
   */
  public record Result(TurnResult turn, String id, @Nullable Bytes reply) {}

  @Override
  public Operation<ActorRequest, Result> operation() {
    return OPERATION;
  }
}
