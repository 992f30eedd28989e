package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorLetterDrop;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.actor.Actors;

/** Drops dead letters. */
record ActorLetterDropHandler(Actors actors)
    implements OperationHandler<ActorLetterDrop, ActorLetterDrop.Result> {
  @Override
  public Operation<ActorLetterDrop, ActorLetterDrop.Result> operation() {
    return ActorLetterDrop.OPERATION;
  }

  @Override
  public ActorLetterDrop.Result handle(ActorLetterDrop request, RequestContext context) {
    Key key = Turns.key(context, request.actor());
    Head _ = Turns.head(actors, key);
    String given = request.reason();
    String reason = given == null ? "asked for by a client" : given;
    TurnResult turn = Turns.recorded(key, "", actors.letters().drop(key, request.letter(), reason));
    return new ActorLetterDrop.Result(key.text(), request.letter(), turn.height());
  }
}
