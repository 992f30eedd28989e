package dev.odeon.aggregate;

import dev.odeon.runtime.ExpectedVersion;
import java.util.List;

/**
 * What is to be appended to one stream.
 *
 * @param stream the stream
 * @param expected where it must stand
 * @param events in their order, 1 to {@value EventStore#EVENTS_MAX}
 */
public record StreamAppend(StreamId stream, ExpectedVersion expected, List<NewEvent> events) {
  /** Copies the list. */
  public StreamAppend {
    events = List.copyOf(events);
  }
}
