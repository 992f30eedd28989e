package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.VisibleText;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
      case String text -> text(text);
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case Double number when Double.isFinite(number) -> json.writeNumber(number);
      case Double _ -> json.writeNull();
      case Bytes text -> utf8(text.toArray());
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
      default -> text(value.toString());
    }
  }

  /**
   * What nobody would see is escaped, whoever shows the line then: control characters beyond ASCII,
   * bidirectional and zero-width characters, line separators, and halves of surrogate pairs.
   */
  private void text(String text) {
    if (isPlain(text)) {
      json.writeString(text);
      return;
    }
    StringBuilder literal = new StringBuilder(text.length() + 16).append('"');
    text.codePoints().forEach(point -> literal(point, literal));
    json.writeRawValue(literal.append('"').toString());
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x7F) {
        return text.codePoints().allMatch(point -> point < ' ' || VisibleText.isVisible(point));
      }
    }
    return true;
  }

  /** Writes as {@link JsonGenerator#writeString} does, and what that leaves as it is escaped. */
  private static void literal(int point, StringBuilder into) {
    switch (point) {
      case '"', '\\' -> into.append('\\').appendCodePoint(point);
      case '\b' -> into.append("\\b");
      case '\t' -> into.append("\\t");
      case '\n' -> into.append("\\n");
      case '\f' -> into.append("\\f");
      case '\r' -> into.append("\\r");
      default -> {
        if (VisibleText.isVisible(point)) {
          into.appendCodePoint(point);
        } else {
          VisibleText.appendEscape(point, into);
        }
      }
    }
  }

  private void utf8(byte[] text) {
    if (isAscii(text, 0, text.length)) {
      json.writeUTF8String(text, 0, text.length);
    } else {
      text(new String(text, StandardCharsets.UTF_8));
    }
  }

  /** Whether there is nothing but ASCII, DEL not among it. */
  static boolean isAscii(byte[] text, int from, int size) {
    for (int i = from; i < from + size; i++) {
      if (text[i] < 0 || text[i] == 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** Ends the object and the line. */
  @Override
  public void close() {
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
  }
}
