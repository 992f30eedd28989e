package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorStop;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.actor.Actors;

/** Stops actors. */
record ActorStopHandler(Actors actors) implements OperationHandler<ActorStop, ActorStop.Result> {
  @Override
  public Operation<ActorStop, ActorStop.Result> operation() {
    return ActorStop.OPERATION;
  }

  @Override
  public ActorStop.Result handle(ActorStop request, RequestContext context) {
    Key key = Turns.key(context, request.actor());
    Head _ = Turns.head(actors, key);
    String given = request.reason();
    String reason = given == null ? "asked for by a client" : given;
    TurnResult _ = Turns.recorded(key, "", actors.lifecycle().stop(key, reason));
    return new ActorStop.Result(key.text(), "stopped", reason);
  }
}
