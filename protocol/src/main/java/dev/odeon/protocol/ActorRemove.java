package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/** Removes a stopped actor for ever. Its history stays. */
public record ActorRemove(String actor, @Nullable String reason)
    implements Request<ActorRemove.Result> {
  /** The operation. */
  public static final Operation<ActorRemove, Result> OPERATION =
      Operation.of(
          "ActorRemove",
          "Removes a stopped actor for ever: its history stays, and its name is never used again.",
          () ->
              FieldTable.<ActorRemove>of()
                  .required("actor", FieldKind.TEXT, ActorRemove::actor, "the actor")
                  .optional("reason", FieldKind.TEXT, ActorRemove::reason, "why, for its history")
                  .make(in -> new ActorRemove(in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .inline(TurnResult.FIELDS, Result::turn)
                  .required("status", FieldKind.TEXT, Result::status, "removed")
                  .make(in -> new Result(in.next(TurnResult.FIELDS), in.next())));

  /** The actor is removed, which is durable; its last turn, as a duplicate, if it was already. */
  public record Result(TurnResult turn, String status) {}

  @Override
  public Operation<ActorRemove, Result> operation() {
    return OPERATION;
  }
}
