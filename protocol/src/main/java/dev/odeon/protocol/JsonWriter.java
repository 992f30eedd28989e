package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.io.OutputStream;
import java.util.List;
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

  /** Begins an object; {@code out} gets the line when this writer is closed. */
  JsonWriter(OutputStream out) {
    json = FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
    json.writeStartObject();
  }

  JsonWriter put(String name, @Nullable Object value) {
    json.writeName(name);
    value(value);
    return this;
  }

  JsonWriter putAll(JsonFields fields) {
    fields.values().forEach(this::put);
    return this;
  }

  JsonWriter id(@Nullable RequestId id) {
    return switch (id) {
      case null -> this;
      case RequestId.Number(long value) -> put("id", value);
      case RequestId.Text(String value) -> put("id", value);
    };
  }

  private void value(@Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case String text -> json.writeString(text);
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case Double number when Double.isFinite(number) -> json.writeNumber(number);
      case Double _ -> json.writeNull();
      case Bytes text -> json.writeUTF8String(text.toArray(), 0, text.size());
      case JsonFields.Base64(Bytes bytes) -> json.writeBinary(bytes.toArray());
      case JsonFields fields -> {
        json.writeStartObject();
        putAll(fields);
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(this::value);
        json.writeEndArray();
      }
      default -> json.writeString(value.toString());
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
