package dev.odeon.protocol;

import dev.odeon.base.Hash;
import org.jspecify.annotations.Nullable;

/**
 * Lets a paused actor act again, or all actors of a paused home.
 *
 * @param actor the actor; null for the home
 * @param reason why, for the actor's history
 */
public record ActorResume(@Nullable String actor, @Nullable String reason)
    implements Request<ActorResume.Result> {
  /** The operation. */
  public static final Operation<ActorResume, Result> OPERATION =
      Operation.of(
          "ActorResume",
          "Resumes an actor that is paused; in a paused home it lets that one act. Without an actor it resumes the home: actors that are paused by themselves stay so.",
          () ->
              FieldTable.<ActorResume>of()
                  .optional(
                      "actor",
                      FieldKind.TEXT,
                      ActorResume::actor,
                      "the actor; without it all of the home, which only the tenant default may ask for")
                  .optional("reason", FieldKind.TEXT, ActorResume::reason, "why, for its history")
                  .make(in -> new ActorResume(in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .nullable("actor", FieldKind.TEXT, Result::actor, "the actor; null for the home")
                  .required("status", FieldKind.TEXT, Result::status, "running")
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
   * It may act. The resumption of an actor is durable.
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
  public Operation<ActorResume, Result> operation() {
    return OPERATION;
  }
}
