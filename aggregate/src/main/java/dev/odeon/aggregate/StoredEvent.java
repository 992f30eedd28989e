package dev.odeon.aggregate;

import dev.odeon.base.Bytes;
import dev.odeon.chain.EventPosition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A durable event.
 *
 * @param position where it is among all events of the home
 * @param stream the stream
 * @param version of the stream with it: the first event has 1
 * @param type what happened
 * @param payload what there is to say of it
 * @param tags sorted by their UTF-8 bytes, each once
 * @param metadata what else travels along
 * @param id the name that its writer gave it; null if none
 * @param timeMillis when, in milliseconds since 1970
 * @param causation the id of what led to it; null if that was not said
 * @param correlation the id of the undertaking; null if there is none
 */
public record StoredEvent(
    EventPosition position,
    StreamId stream,
    long version,
    String type,
    Bytes payload,
    List<String> tags,
    Map<String, String> metadata,
    @Nullable String id,
    long timeMillis,
    @Nullable String causation,
    @Nullable String correlation) {
  /** When, by the clock of the home. */
  public Instant time() {
    return Instant.ofEpochMilli(timeMillis);
  }
}
