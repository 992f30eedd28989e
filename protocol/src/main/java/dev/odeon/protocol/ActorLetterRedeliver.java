package dev.odeon.protocol;

/** Delivers a dead letter of an actor again. However often, it takes effect once. */
public record ActorLetterRedeliver(String actor, long letter)
    implements Request<ActorLetterRedeliver.Result> {
  /** The operation. */
  public static final Operation<ActorLetterRedeliver, Result> OPERATION =
      Operation.of(
          "ActorLetterRedeliver",
          "Delivers a dead letter again and waits until its block is durable; it takes effect once.",
          () ->
              FieldTable.<ActorLetterRedeliver>of()
                  .required("actor", FieldKind.TEXT, ActorLetterRedeliver::actor, "the actor")
                  .required("letter", FieldKind.WHOLE, ActorLetterRedeliver::letter, "its number")
                  .make(in -> new ActorLetterRedeliver(in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .inline(TurnResult.FIELDS, Result::turn)
                  .required("letter", FieldKind.WHOLE, Result::letter, "its number")
                  .required("id", FieldKind.TEXT, Result::id, "the id it was sent under")
                  .make(in -> new Result(in.next(TurnResult.FIELDS), in.next(), in.next())));

  /**
   * The letter was taken.
   *
   * @param turn the durable turn
   * @param letter its number
   * @param id the id it was sent under
   */
  public record Result(TurnResult turn, long letter, String id) {}

  @Override
  public Operation<ActorLetterRedeliver, Result> operation() {
    return OPERATION;
  }
}
