package dev.odeon.aggregate;

import dev.odeon.base.Bytes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event to be appended. It holds anything; the limits are checked where it is appended.
 *
 * @param type what happened: 1 to {@value EventStore#TYPE_BYTES_MAX} bytes of UTF-8 without control
 *     characters
 * @param payload what there is to say of it
 * @param tags by which it can be found, whatever its stream: at most 16, each of 1 to 128 bytes of
 *     UTF-8; order and repetitions do not matter
 * @param metadata what else travels along: as CBOR, with the id, at most 4 KiB
 * @param id the caller's name of it; null if it has none
 */
public record NewEvent(
    String type,
    Bytes payload,
    List<String> tags,
    Map<String, String> metadata,
    @Nullable String id) {
  /** Copies the tags and the metadata. */
  public NewEvent {
    tags = List.copyOf(tags);
    metadata = Map.copyOf(metadata);
  }

  /** An event of type and payload alone. */
  public static NewEvent of(String type, Bytes payload) {
    return new NewEvent(type, payload, List.of(), Map.of(), null);
  }

  /** An event whose payload is a text. */
  public static NewEvent of(String type, String payload) {
    return of(type, Bytes.utf8(payload));
  }

  /** The same with these tags. */
  public NewEvent withTags(String... all) {
    return new NewEvent(type, payload, List.of(all), metadata, id);
  }

  /** The same with this metadata. */
  public NewEvent withMetadata(Map<String, String> texts) {
    return new NewEvent(type, payload, tags, texts, id);
  }

  /** The same with an id. */
  public NewEvent withId(String name) {
    return new NewEvent(type, payload, tags, metadata, name);
  }
}
