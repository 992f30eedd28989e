package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.protocol.ActorRemove;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.actor.Actors;

/** Removes actors for ever. */
record ActorRemoveHandler(Actors actors)
    implements OperationHandler<ActorRemove, ActorRemove.Result> {
  @Override
  public Operation<ActorRemove, ActorRemove.Result> operation() {
    return ActorRemove.OPERATION;
  }

  @Override
  public ActorRemove.Result handle(ActorRemove request, RequestContext context) {
    Key key = Turns.key(context, request.actor());
    String given = request.reason();
    String reason = given == null ? "asked for by a client" : given;
    TurnResult turn = Turns.recorded(key, "", actors.lifecycle().remove(key, reason));
    return new ActorRemove.Result(turn, "removed");
  }
}
