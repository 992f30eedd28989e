package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Lets a paused actor act again, or all actors of a paused home.
 *
 * @param actor the actor; null for the home
 * @param reason why, for the actor's history
 */
public record ActorResume(@Nullable String actor, @Nullable String reason) implements PauseRequest {
  /** The operation. */
  public static final Operation<ActorResume, Result> OPERATION =
      PauseRequest.operation(
          "ActorResume",
          "Resumes an actor that is paused; in a paused home it lets that one act. Without an actor it resumes the home: actors that are paused by themselves stay so.",
          "running",
          ActorResume::new);

  @Override
  public Operation<ActorResume, Result> operation() {
    return OPERATION;
  }
}
