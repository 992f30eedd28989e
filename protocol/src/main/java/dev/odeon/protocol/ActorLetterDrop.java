package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/** Drops a dead letter of an actor: that is recorded, and nobody is told of it any more. */
public record ActorLetterDrop(String actor, long letter, @Nullable String reason)
    implements Request<ActorLetterDrop.Result> {
  /** The operation. */
  public static final Operation<ActorLetterDrop, Result> OPERATION =
      Operation.of(
          "ActorLetterDrop",
          "Drops a dead letter of an actor; that is recorded in its chain.",
          () ->
              FieldTable.<ActorLetterDrop>of()
                  .required("actor", FieldKind.TEXT, ActorLetterDrop::actor, "the actor")
                  .required("letter", FieldKind.WHOLE, ActorLetterDrop::letter, "its number")
                  .optional("reason", FieldKind.TEXT, ActorLetterDrop::reason, "why, for its chain")
                  .make(in -> new ActorLetterDrop(in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("actor", FieldKind.TEXT, Result::actor, "the actor")
                  .required("letter", FieldKind.WHOLE, Result::letter, "its number")
                  .required("height", FieldKind.WHOLE, Result::height, "the block that records it")
                  .make(in -> new Result(in.next(), in.next(), in.next())));

  /** The letter is dropped. That is durable. */
  public record Result(String actor, long letter, long height) {}

  @Override
  public Operation<ActorLetterDrop, Result> operation() {
    return OPERATION;
  }
}
