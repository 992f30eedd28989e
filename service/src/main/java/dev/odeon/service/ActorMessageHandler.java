package dev.odeon.service;

import dev.odeon.protocol.ActorMessage;
import dev.odeon.protocol.Operation;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.actor.Actors;

/** Sends a one-way message. */
final class ActorMessageHandler implements OperationHandler<ActorMessage, ActorMessage.Result> {
  private final MessageSender sender;

  ActorMessageHandler(Actors actors) {
    this.sender = new MessageSender(actors);
  }

  @Override
  public Operation<ActorMessage, ActorMessage.Result> operation() {
    return ActorMessage.OPERATION;
  }

  @Override
  public ActorMessage.Result handle(ActorMessage request, RequestContext context) {
    Message message = sender.message(context, request.message(), Message.Kind.SEND);
    if (!request.awaited()) {
      sender.send(message);
      return new ActorMessage.Result(null, message.id());
    }
    TurnWitness witness = new TurnWitness();
    Answer answer = sender.ask(message, witness, context.cancellation());
    return new ActorMessage.Result(
        witness.told(Turns.recorded(message.to(), message.id(), answer)), message.id());
  }
}
