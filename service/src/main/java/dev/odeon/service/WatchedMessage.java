package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.TurnRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A message whose sender is told what its turn has to say beside its block. */
record WatchedMessage(Message message, TurnWitness witness) implements TurnRequest {
  @Override
  public Key to() {
    return message.to();
  }

  @Override
  public @Nullable String id() {
    return message.id();
  }

  @Override
  public @Nullable MessageId messageId() {
    return message.messageId();
  }

  @Override
  public EventData.Lane lane() {
    return message.lane();
  }

  @Override
  public String export() {
    return message.export();
  }

  @Override
  public Bytes body() {
    return message.body();
  }

  @Override
  public boolean mayJoin() {
    return message.mayJoin();
  }

  @Override
  public @Nullable Duration deadline() {
    return message.deadline();
  }

  @Override
  public Event cause(long attempt, @Nullable Long deadlineMillis) {
    return message.cause(attempt, deadlineMillis);
  }

  @Override
  public void ran(@Nullable Object result) {
    witness.accept(result);
  }
}
