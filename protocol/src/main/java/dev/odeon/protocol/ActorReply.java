package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;

/**
 * Answers a request that an actor left open, in the actor's place. No guest runs.
 *
 * @param actor who took the request
 * @param request its id, as {@link ActorRequests} lists it
 * @param body the answer
 */
public record ActorReply(String actor, String request, Bytes body)
    implements Request<ActorReply.Result> {
  /** The operation. */
  public static final Operation<ActorReply, Result> OPERATION =
      Operation.of(
          "ActorReply",
          "Answers a request that an actor left open, in its place.",
          () ->
              FieldTable.<ActorReply>of()
                  .required("actor", FieldKind.TEXT, ActorReply::actor, "the actor")
                  .required(
                      "request",
                      FieldKind.TEXT,
                      ActorReply::request,
                      "the request's id, as ActorRequests lists it")
                  .required("body", FieldKind.BYTES, ActorReply::body, "the answer")
                  .make(in -> new ActorReply(in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("actor", FieldKind.TEXT, Result::actor, "the actor")
                  .required("request", FieldKind.TEXT, Result::request, "the request's id")
                  .required(
                      "height",
                      FieldKind.WHOLE,
                      Result::height,
                      "the height of the block that answers it")
                  .required("hash", FieldKind.HASH, Result::hash, "the hash of that block")
                  .make(in -> new Result(in.next(), in.next(), in.next(), in.next())));

  /** The request is answered. The block that says so is durable. */
  public record Result(String actor, String request, long height, Hash hash) {}

  @Override
  public Operation<ActorReply, Result> operation() {
    return OPERATION;
  }
}
