package dev.odeon.service;

import dev.odeon.runtime.ForwardedRequest;
import dev.odeon.runtime.Message;
import org.jspecify.annotations.Nullable;

/** A message whose sender is told what its turn has to say beside its block. */
record WatchedMessage(Message request, TurnWitness witness) implements ForwardedRequest {
  @Override
  public void ran(@Nullable Object result) {
    witness.accept(result);
  }
}
