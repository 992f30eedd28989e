package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorRequest;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.actor.Actors;
import java.util.Locale;

/** Sends a request and waits for the reply. */
final class ActorRequestHandler implements OperationHandler<ActorRequest, ActorRequest.Result> {
  private final Actors actors;
  private final MessageSender sender;
  private final boolean alone;

  /**
   * @param alone whether no other process can reach the actors: then nothing can answer a request
   *     that an actor leaves open, so the handler does not wait for it unless the message has a
   *     deadline
   */
  ActorRequestHandler(Actors actors, boolean alone) {
    this.actors = actors;
    this.sender = new MessageSender(actors);
    this.alone = alone;
  }

  @Override
  public Operation<ActorRequest, ActorRequest.Result> operation() {
    return ActorRequest.OPERATION;
  }

  @Override
  public ActorRequest.Result handle(ActorRequest request, RequestContext context) {
    boolean unanswered = alone && request.message().deadlineMillis() == null;
    if (unanswered) {
      actors.stopWaiting();
    }
    Message message = sender.message(context, request.message(), Message.Kind.REQUEST);
    TurnWitness witness = new TurnWitness();
    Answer answer = sender.ask(message, witness, context.cancellation());
    if (unanswered && answer instanceof Answer.Stopping(Head block) && block != null) {
      throw new RequestException(
          ErrorCode.UNANSWERED,
          String.format(
              Locale.ROOT,
              "%s left the request open, in block %,d: without a server nobody answers it meanwhile; send it again with the id %s to see the reply",
              message.to().text(),
              block.height(),
              message.id()));
    }
    TurnResult turn = witness.told(Turns.recorded(message.to(), message.id(), answer));
    Bytes reply = answer instanceof Answer.Completed taken ? taken.reply() : null;
    return new ActorRequest.Result(turn, message.id(), reply);
  }
}
