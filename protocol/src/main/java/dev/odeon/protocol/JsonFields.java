package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object in the making: named values in the order they were put. A value is a text, a
 * number, a boolean, bytes that are UTF-8, other fields, a list of such, null, or anything whose
 * {@code toString} says it, such as a hash. Not for several threads at a time.
 */
public final class JsonFields {
  private final SequencedMap<String, @Nullable Object> values = new LinkedHashMap<>();

  /** Fields that begin with one. */
  public static JsonFields of(String name, @Nullable Object value) {
    return new JsonFields().put(name, value);
  }

  /** Adds a value. Returns this. */
  public JsonFields put(String name, @Nullable Object value) {
    values.put(name, value);
    return this;
  }

  /**
   * Adds bytes: as text under {@code name} if they are UTF-8, else in base64 under {@code
   * <name>_base64}, so that a reader always knows which. Null is null under {@code name}. Returns
   * this.
   */
  public JsonFields bytes(String name, @Nullable Bytes bytes) {
    if (bytes == null) {
      return put(name, null);
    }
    byte[] array = bytes.toArray();
    return Utf8.isValid(array, 0, array.length)
        ? put(name, bytes)
        : put(name + FieldKind.BASE64_SUFFIX, new Base64(bytes));
  }

  /** Adds all of {@code more}. Returns this. */
  public JsonFields putAll(JsonFields more) {
    values.putAll(more.values);
    return this;
  }

  /** The value of that name; null if it is null or not there. */
  public @Nullable Object get(String name) {
    return values.get(name);
  }

  /** All of it, in order. */
  public SequencedMap<String, @Nullable Object> values() {
    return Collections.unmodifiableSequencedMap(values);
  }

  /** The JSON object on one line, without the line's end. */
  public String json() {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonWriter json = new JsonWriter(line)) {
      json.putAll(this);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  /** Bytes that are written in base64. */
  record Base64(Bytes bytes) {}

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonFields that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return json();
  }
}
