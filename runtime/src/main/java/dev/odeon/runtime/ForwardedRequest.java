package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Expected;
import dev.odeon.chain.MessageId;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request that is another one, but for what it says itself. */
public interface ForwardedRequest extends TurnRequest {
  /** The other one. */
  TurnRequest request();

  @Override
  default Key to() {
    return request().to();
  }

  @Override
  default @Nullable String id() {
    return request().id();
  }

  @Override
  default @Nullable MessageId messageId() {
    return request().messageId();
  }

  @Override
  default EventData.Lane lane() {
    return request().lane();
  }

  @Override
  default String export() {
    return request().export();
  }

  @Override
  default Bytes body() {
    return request().body();
  }

  @Override
  default boolean mayJoin() {
    return request().mayJoin();
  }

  @Override
  default @Nullable Duration deadline() {
    return request().deadline();
  }

  @Override
  default Event cause(long attempt, @Nullable Long deadlineMillis) {
    return request().cause(attempt, deadlineMillis);
  }

  @Override
  default Limits limits(Limits most) {
    return request().limits(most);
  }

  @Override
  default Cancellation cancellation() {
    return request().cancellation();
  }

  @Override
  default Expected expected() {
    return request().expected();
  }

  @Override
  default boolean begins() {
    return request().begins();
  }

  @Override
  default void ran(@Nullable Object result) {
    request().ran(result);
  }

  @Override
  default String unhandled() {
    return request().unhandled();
  }

  @Override
  default String refusal(String reason) {
    return request().refusal(reason);
  }
}
