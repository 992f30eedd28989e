package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorLetterRedeliver;
import dev.odeon.protocol.Operation;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.actor.Actors;

/** Delivers dead letters again. */
record ActorLetterRedeliverHandler(Actors actors)
    implements OperationHandler<ActorLetterRedeliver, ActorLetterRedeliver.Result> {
  @Override
  public Operation<ActorLetterRedeliver, ActorLetterRedeliver.Result> operation() {
    return ActorLetterRedeliver.OPERATION;
  }

  @Override
  public ActorLetterRedeliver.Result handle(ActorLetterRedeliver request, RequestContext context) {
    Key key = Turns.key(context, request.actor());
    Head _ = Turns.head(actors, key);
    Message message = actors.letters().again(actors.letters().get(key, request.letter()));
    TurnWitness witness = new TurnWitness();
    Answer answer = new MessageSender(actors).ask(message, witness, context.cancellation());
    return new ActorLetterRedeliver.Result(
        witness.told(Turns.recorded(key, message.id(), answer)), request.letter(), message.id());
  }
}
