package dev.odeon.protocol;

import dev.odeon.base.Hash;
import org.jspecify.annotations.Nullable;

/**
 * Pauses an actor, which is recorded in its history, or the home, for as long as its server runs.
 *
 * @param actor the actor; null for the home
 * @param reason why, for the actor's history
 */
public record ActorPause(@Nullable String actor, @Nullable String reason)
    implements Request<ActorPause.Result> {
  /** The operation. */
  public static final Operation<ActorPause, Result> OPERATION =
      Operation.of(
          "ActorPause",
          "Pauses an actor until it is resumed: it takes no messages, or queues them if its manifest says so, and what it sent, its timers and its open requests wait. Without an actor it pauses the home: no actor acts until it is resumed, or the server ends.",
          () ->
              FieldTable.<ActorPause>of()
                  .optional(
                      "actor",
                      FieldKind.TEXT,
                      ActorPause::actor,
                      "the actor; without it all of the home, which only the tenant default may ask for")
                  .optional("reason", FieldKind.TEXT, ActorPause::reason, "why, for its history")
                  .make(in -> new ActorPause(in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .nullable("actor", FieldKind.TEXT, Result::actor, "the actor; null for the home")
                  .required("status", FieldKind.TEXT, Result::status, "paused")
                  .required(
                      "duplicate",
                      FieldKind.FLAG,
                      Result::duplicate,
                      "whether it was so already, and nothing was done")
                  .nullable(
                      "height",
                      FieldKind.WHOLE,
                      Result::height,
                      "the height of the actor's last block; null for the home, of which nothing is recorded")
                  .nullable("hash", FieldKind.HASH, Result::hash, "the hash of that block")
                  .make(in -> new Result(in.next(), in.next(), in.next(), in.next(), in.next())));

  /**
   * It is paused. The pause of an actor is durable.
   *
   * @param actor the actor; null for the home
   * @param duplicate whether it was so already
   * @param height the height of the actor's last block; null for the home
   * @param hash the hash of that block; null for the home
   */
  public record Result(
      @Nullable String actor,
      String status,
      boolean duplicate,
      @Nullable Long height,
      @Nullable Hash hash) {}

  @Override
  public Operation<ActorPause, Result> operation() {
    return OPERATION;
  }
}
