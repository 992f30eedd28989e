package dev.odeon.service;

import dev.odeon.chain.SignedHead;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.SignHead;
import dev.odeon.runtime.actor.Actors;

/** Signs the head of the log. */
record SignHeadHandler(Actors actors) implements OperationHandler<SignHead, SignHead.Result> {
  @Override
  public Operation<SignHead, SignHead.Result> operation() {
    return SignHead.OPERATION;
  }

  @Override
  public SignHead.Result handle(SignHead request, RequestContext context) {
    SignedHead head = actors.chains().signHead();
    return new SignHead.Result(
        head.origin(), head.size(), head.root(), actors.chains().note(head).text());
  }
}
