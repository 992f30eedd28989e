package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Sends a one-way message.
 *
 * @param message the message and its recipient
 * @param awaited whether the result waits until the turn's block is durable; if false, the message
 *     is only queued and a crash may lose it
 */
public record ActorMessage(OutgoingMessage message, boolean awaited)
    implements Request<ActorMessage.Result> {
  /** The operation. */
  public static final Operation<ActorMessage, Result> OPERATION =
      Operation.of(
          "ActorMessage",
          "Sends a one-way message and waits until its block is durable.",
          () ->
              FieldTable.<ActorMessage>of()
                  .inline(OutgoingMessage.FIELDS, ActorMessage::message)
                  .optional(
                      "wait",
                      FieldKind.FLAG,
                      true,
                      ActorMessage::awaited,
                      "false: do not wait for the block; what is only queued may be lost")
                  .make(in -> new ActorMessage(in.next(OutgoingMessage.FIELDS), in.next())),
          () ->
              FieldTable.<Result>of()
                  .inlineIfPresent(TurnResult.FIELDS, Result::turn)
                  .optional(
                      "queued",
                      FieldKind.FLAG,
                      false,
                      it -> it.turn == null,
                      "true, and no turn, if nothing was waited for")
                  .required("id", FieldKind.TEXT, Result::id, "the message's id")
                  .make(in -> {
                    TurnResult turn = in.nextOrNull(TurnResult.FIELDS);
                    boolean _ = in.<Boolean>next();
                    return new Result(turn, in.next());
                  }));

  /**
   * The message is recorded or queued.
   *
   * @param turn the durable turn; null if the request did not wait for it
   * @param id the message's id
   */
  public record Result(@Nullable TurnResult turn, String id) {}

  @Override
  public Operation<ActorMessage, Result> operation() {
    return OPERATION;
  }
}
