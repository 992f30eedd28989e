package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.timer.DueTimer;
import dev.odeon.runtime.timer.TimerEvents;
import dev.odeon.runtime.timer.TimerIndex;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The turn of a timer that is due: its cause is that it fired, and the block that tells so ends it.
 *
 * @param to the actor whose timer it is
 * @param timer what is recorded of it
 * @param due where it stands
 * @param index whether it still does
 */
record TimerRequest(Key to, EventData.Timer timer, DueTimer due, TimerIndex index)
    implements TurnRequest {
  @Override
  public @Nullable String id() {
    return null;
  }

  @Override
  public String export() {
    return Message.Kind.SEND.function();
  }

  @Override
  public Bytes body() {
    return Objects.requireNonNull(timer.body());
  }

  @Override
  public Event cause(long attempt, @Nullable Long deadlineMillis) {
    return Event.of(TimerEvents.FIRED, timer);
  }

  @Override
  public boolean begins() {
    return index.begins(due, to, timer.timer());
  }
}
