package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorPause;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.actor.Actors;

/** Pauses actors, or the home. */
record ActorPauseHandler(Actors actors) implements OperationHandler<ActorPause, ActorPause.Result> {
  @Override
  public Operation<ActorPause, ActorPause.Result> operation() {
    return ActorPause.OPERATION;
  }

  @Override
  public ActorPause.Result handle(ActorPause request, RequestContext context) {
    String named = request.actor();
    if (named == null) {
      TenantStore.requireHome(context.tenant());
      return new ActorPause.Result(null, "paused", !actors.pauses().pauseHome(), null, null);
    }
    Key key = Turns.key(context, named);
    Head _ = Turns.head(actors, key);
    String given = request.reason();
    String reason = given == null ? "asked for by a client" : given;
    TurnResult turn = Turns.recorded(key, "", actors.lifecycle().pause(key, reason));
    return new ActorPause.Result(
        key.text(), "paused", turn.duplicate(), turn.height(), turn.hash());
  }
}
