package dev.odeon.service;

import dev.odeon.protocol.ActorMessage;
import dev.odeon.protocol.Operation;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;

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
    Delivery.Accepted accepted = sender.send(message);
    if (!request.awaited()) {
      return new ActorMessage.Result(null, message.id());
    }
    Answer answer = sender.await(accepted, context.cancellation());
    return new ActorMessage.Result(
        Turns.recorded(message.to(), message.id(), answer), message.id());
  }
}
