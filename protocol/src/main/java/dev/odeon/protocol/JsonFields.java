package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A mutable JSON object: named values in insertion order. A value is a text, a number, a boolean,
 * bytes that are UTF-8, other fields, a list of such, null, or an object that is written as its
 * {@code toString}, such as a hash. Not thread-safe.
 */
public final class JsonFields {
  private static final int TEXT_BYTES_MAX = 1 << 20;

  private final SequencedMap<String, @Nullable Object> values = new LinkedHashMap<>();

  /** Returns fields with one value. */
  public static JsonFields of(String name, @Nullable Object value) {
    return new JsonFields().put(name, value);
  }

  /**
   * Adds a value.
   *
   * @return this
   */
  public JsonFields put(String name, @Nullable Object value) {
    values.put(name, value);
    return this;
  }

  /**
   * Adds bytes: in Base64 under {@code <name>_base64}, and as text under {@code name} too if they
   * are UTF-8 that people can read, of at most 1 MiB. Null becomes null under {@code
   * <name>_base64}.
   *
   * @return this
   */
  public JsonFields bytes(String name, @Nullable Bytes bytes) {
    if (bytes == null) {
      return put(name + FieldKind.BASE64_SUFFIX, null);
    }
    if (bytes.size() <= TEXT_BYTES_MAX && Utf8.isPrintable(bytes)) {
      put(name, bytes);
    }
    return put(name + FieldKind.BASE64_SUFFIX, new Base64(bytes));
  }

  /**
   * Adds bytes in one form: as text under {@code name} if they are UTF-8, else in Base64 under
   * {@code <name>_base64}.
   */
  JsonFields either(String name, Bytes bytes) {
    byte[] array = bytes.toArray();
    return Utf8.isValid(array, 0, array.length)
        ? put(name, bytes)
        : put(name + FieldKind.BASE64_SUFFIX, new Base64(bytes));
  }

  /**
   * Adds all of {@code more}.
   *
   * @return this
   */
  public JsonFields putAll(JsonFields more) {
    values.putAll(more.values);
    return this;
  }

  /** Returns the value of that name; null if it is null or absent. */
  public @Nullable Object get(String name) {
    return values.get(name);
  }

  /** All values, in order. */
  public SequencedMap<String, @Nullable Object> values() {
    return Collections.unmodifiableSequencedMap(values);
  }

  /** Returns the JSON object on one line, without the newline. */
  public String json() {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonWriter json = new JsonWriter(line)) {
      json.putAll(this);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  /** Bytes to be written in Base64. */
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
