package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/** Stops an actor. It refuses messages until it is started again. */
public record ActorStop(String actor, @Nullable String reason)
    implements Request<ActorStop.Result> {
  /** The operation. */
  public static final Operation<ActorStop, Result> OPERATION =
      Operation.of(
          "ActorStop",
          "Stops an actor: it takes no messages until it is started again.",
          () ->
              FieldTable.<ActorStop>of()
                  .required("actor", FieldKind.TEXT, ActorStop::actor, "the actor")
                  .optional("reason", FieldKind.TEXT, ActorStop::reason, "why, for its history")
                  .make(in -> new ActorStop(in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("actor", FieldKind.TEXT, Result::actor, "the actor")
                  .required("status", FieldKind.TEXT, Result::status, "stopped")
                  .required("reason", FieldKind.TEXT, Result::reason, "the reason that is recorded")
                  .make(in -> new Result(in.next(), in.next(), in.next())));

  /** The actor is stopped. The stop is durable. */
  public record Result(String actor, String status, String reason) {}

  @Override
  public Operation<ActorStop, Result> operation() {
    return OPERATION;
  }
}
