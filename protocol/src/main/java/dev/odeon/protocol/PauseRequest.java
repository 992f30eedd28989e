package dev.odeon.protocol;

import dev.odeon.base.Hash;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A request about whether an actor, or all of a home, may act. */
public sealed interface PauseRequest extends Request<PauseRequest.Result>
    permits ActorPause, ActorResume {
  /** The actor; null for the home. */
  @Nullable String actor();

  /** Why, for the actor's history. */
  @Nullable String reason();

  /**
   * It is as it was asked for. Of an actor, that is durable.
   *
   * @param actor the actor; null for the home
   * @param status {@code paused} or {@code running}
   * @param duplicate whether it was so already
   * @param height the height of the actor's last block; null for the home
   * @param hash the hash of that block; null for the home
   */
  record Result(
      @Nullable String actor,
      String status,
      boolean duplicate,
      @Nullable Long height,
      @Nullable Hash hash) {}

  /** The operation of that name, after which the status is {@code status}. */
  static <Q extends PauseRequest> Operation<Q, Result> operation(
      String type,
      String summary,
      String status,
      BiFunction<@Nullable String, @Nullable String, Q> request) {
    return Operation.of(
        type,
        summary,
        () ->
            FieldTable.<Q>of()
                .optional(
                    "actor",
                    FieldKind.TEXT,
                    PauseRequest::actor,
                    "the actor; without it all of the home, which only the tenant default may ask for")
                .optional("reason", FieldKind.TEXT, PauseRequest::reason, "why, for its history")
                .make(in -> request.apply(in.next(), in.next())),
        () ->
            FieldTable.<Result>of()
                .nullable("actor", FieldKind.TEXT, Result::actor, "the actor; null for the home")
                .required("status", FieldKind.TEXT, Result::status, status)
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
  }
}
