package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes one line of JSON, field by field. */
final class JsonWriter implements AutoCloseable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final JsonGenerator json;

  /** Begins an object on {@code out}, which gets the line when this is closed. */
  JsonWriter(OutputStream out) {
    json = FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
    json.writeStartObject();
  }

  JsonWriter object(Field field) {
    json.writeName(field.encoded());
    json.writeStartObject();
    return this;
  }

  /** Begins an object in a list. */
  JsonWriter object() {
    json.writeStartObject();
    return this;
  }

  JsonWriter end() {
    json.writeEndObject();
    return this;
  }

  JsonWriter list(Field field) {
    json.writeName(field.encoded());
    json.writeStartArray();
    return this;
  }

  JsonWriter endList() {
    json.writeEndArray();
    return this;
  }

  JsonWriter put(Field field, String text) {
    json.writeName(field.encoded());
    json.writeString(text);
    return this;
  }

  JsonWriter putIfAny(Field field, @Nullable String text) {
    return text == null ? this : put(field, text);
  }

  JsonWriter put(Field field, long number) {
    json.writeName(field.encoded());
    json.writeNumber(number);
    return this;
  }

  JsonWriter putIfAny(Field field, @Nullable Long number) {
    return number == null ? this : put(field, number.longValue());
  }

  JsonWriter put(Field field, boolean flag) {
    json.writeName(field.encoded());
    json.writeBoolean(flag);
    return this;
  }

  JsonWriter put(Field field, UUID uuid) {
    return put(field, uuid.toString());
  }

  /** A text in a list. */
  JsonWriter add(String text) {
    json.writeString(text);
    return this;
  }

  JsonWriter id(@Nullable RequestId id) {
    return switch (id) {
      case null -> this;
      case RequestId.Number(long value) -> put(Field.ID, value);
      case RequestId.Text(String value) -> put(Field.ID, value);
    };
  }

  /** Writes {@code bytes} as text where they are UTF-8, else as base64, each in its field. */
  JsonWriter put(Field text, Field base64, Bytes bytes) {
    byte[] array = bytes.toArray();
    if (Utf8.isValid(array, 0, array.length)) {
      json.writeName(text.encoded());
      json.writeUTF8String(array, 0, array.length);
    } else {
      json.writeName(base64.encoded());
      json.writeBinary(array);
    }
    return this;
  }

  JsonWriter base64(Field field, Bytes bytes) {
    json.writeName(field.encoded());
    json.writeBinary(bytes.toArray());
    return this;
  }

  /** A value of {@link Facts}. */
  JsonWriter any(String name, @Nullable Object value) {
    json.writeName(name);
    any(value);
    return this;
  }

  private void any(@Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case String text -> json.writeString(text);
      case Long number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case Facts facts -> {
        json.writeStartObject();
        facts.values().forEach(this::any);
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(this::any);
        json.writeEndArray();
      }
      default -> throw new IllegalArgumentException(value.getClass() + " is no value of facts");
    }
  }

  /** Ends the object and the line. */
  @Override
  public void close() {
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
  }
}
