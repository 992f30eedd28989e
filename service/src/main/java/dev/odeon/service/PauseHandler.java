package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorPause;
import dev.odeon.protocol.ActorResume;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.PauseRequest;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.actor.Actors;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/**
 * Pauses or resumes actors, or the home.
 *
 * @param status that of an actor, or of the home, then
 * @param home does it for the home; false if it was so already
 * @param actor does it for an actor, for a reason
 */
record PauseHandler<Q extends PauseRequest>(
    Operation<Q, PauseRequest.Result> operation,
    String status,
    Actors actors,
    BooleanSupplier home,
    BiFunction<Key, String, Answer> actor)
    implements OperationHandler<Q, PauseRequest.Result> {
  static PauseHandler<ActorPause> pausing(Actors actors) {
    return new PauseHandler<>(
        ActorPause.OPERATION,
        "paused",
        actors,
        actors.pauses()::pauseHome,
        actors.lifecycle()::pause);
  }

  static PauseHandler<ActorResume> resuming(Actors actors) {
    return new PauseHandler<>(
        ActorResume.OPERATION,
        "running",
        actors,
        actors.pauses()::resumeHome,
        actors.lifecycle()::resume);
  }

  @Override
  public PauseRequest.Result handle(Q request, RequestContext context) {
    String named = request.actor();
    if (named == null) {
      TenantStore.requireHome(context.tenant());
      return new PauseRequest.Result(null, status, !home.getAsBoolean(), null, null);
    }
    Key key = Turns.key(context, named);
    Head _ = Turns.head(actors, key);
    String given = request.reason();
    String reason = given == null ? "asked for by a client" : given;
    TurnResult turn = Turns.recorded(key, "", actor.apply(key, reason));
    return new PauseRequest.Result(
        key.text(), status, turn.duplicate(), turn.height(), turn.hash());
  }
}
