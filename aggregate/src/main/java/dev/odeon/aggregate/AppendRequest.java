package dev.odeon.aggregate;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.AppendCondition;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.runtime.ExpectedVersion;
import dev.odeon.runtime.StreamTurn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An append as a turn of its stream.
 *
 * @param to the stream
 * @param version where it must stand
 * @param events the domain events
 * @param body with an idempotency key, the hash of all that is appended under it; else empty
 * @param options what else it says
 * @param condition what must not have happened
 */
record AppendRequest(
    Key to,
    ExpectedVersion version,
    List<Event> events,
    Bytes body,
    AppendOptions options,
    @Nullable AppendCondition condition)
    implements StreamTurn {
  @Override
  public @Nullable String id() {
    return options.idempotencyKey();
  }

  @Override
  public String export() {
    return APPEND;
  }

  @Override
  public Event cause(long attempt, @Nullable Long deadlineMillis) {
    return Event.of(
        APPEND,
        new EventData.Message(
            messageId(),
            lane(),
            attempt,
            body,
            options.correlation(),
            options.causation(),
            deadlineMillis,
            null,
            null));
  }
}
