package dev.odeon.service;

import dev.odeon.protocol.ActorState;
import dev.odeon.protocol.Operation;
import dev.odeon.runtime.StateAt;
import dev.odeon.runtime.actor.Actors;
import java.util.OptionalLong;

/** Returns the state of actors. */
record ActorStateHandler(Actors actors) implements OperationHandler<ActorState, ActorState.Result> {
  @Override
  public Operation<ActorState, ActorState.Result> operation() {
    return ActorState.OPERATION;
  }

  @Override
  public ActorState.Result handle(ActorState request, RequestContext context) {
    Long at = request.at();
    StateAt state =
        actors
            .history()
            .state(
                Turns.key(context, request.actor()),
                at == null ? OptionalLong.empty() : OptionalLong.of(at));
    return new ActorState.Result(
        state.head().key().text(), state.head().height(), state.hash(), state.state());
  }
}
