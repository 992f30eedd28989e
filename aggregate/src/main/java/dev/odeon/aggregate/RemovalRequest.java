package dev.odeon.aggregate;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.runtime.ExpectedVersion;
import dev.odeon.runtime.StreamTurn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a stream as its last turn.
 *
 * @param to the stream
 * @param version where it must stand
 * @param reason why, for its chain
 */
record RemovalRequest(Key to, ExpectedVersion version, String reason) implements StreamTurn {
  @Override
  public @Nullable String id() {
    return null;
  }

  @Override
  public String export() {
    return REMOVED;
  }

  @Override
  public Bytes body() {
    return Bytes.empty();
  }

  @Override
  public List<Event> events() {
    return List.of();
  }

  @Override
  public Event cause(long attempt, @Nullable Long deadlineMillis) {
    return Event.of(REMOVED, new EventData.Because(reason));
  }
}
