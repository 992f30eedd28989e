package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Pauses an actor, which is recorded in its history, or the home, for as long as its server runs.
 *
 * @param actor the actor; null for the home
 * @param reason why, for the actor's history
 */
public record ActorPause(@Nullable String actor, @Nullable String reason) implements PauseRequest {
  /** The operation. */
  public static final Operation<ActorPause, Result> OPERATION =
      PauseRequest.operation(
          "ActorPause",
          "Pauses an actor until it is resumed: it takes no messages, or queues them if its manifest says so, and what it sent, its timers and its open requests wait. Without an actor it pauses the home: no actor acts until it is resumed, or the server ends.",
          "paused",
          ActorPause::new);

  @Override
  public Operation<ActorPause, Result> operation() {
    return OPERATION;
  }
}
