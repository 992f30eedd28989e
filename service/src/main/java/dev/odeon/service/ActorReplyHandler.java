package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorReply;
import dev.odeon.protocol.Operation;
import dev.odeon.runtime.actor.Actors;

/** Answers requests that actors left open. */
record ActorReplyHandler(Actors actors) implements OperationHandler<ActorReply, ActorReply.Result> {
  @Override
  public Operation<ActorReply, ActorReply.Result> operation() {
    return ActorReply.OPERATION;
  }

  @Override
  public boolean waits(ActorReply request, String tenant) {
    return true;
  }

  @Override
  public ActorReply.Result handle(ActorReply request, RequestContext context) {
    Key key = Turns.key(context, request.actor());
    Head block =
        actors.requests().reply(key, request.request(), request.body(), context.principal());
    return new ActorReply.Result(key.text(), request.request(), block.height(), block.hash());
  }
}
