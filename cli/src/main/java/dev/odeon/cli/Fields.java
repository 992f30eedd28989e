package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.protocol.Facts;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object in the making: named values in the order they were put. A value is a text, a
 * number, a boolean, other fields, a list of such, null, or anything whose {@code toString} says
 * it, such as a hash.
 */
public final class Fields {
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  /** Fields that begin with one. */
  public static Fields of(String name, @Nullable Object value) {
    return new Fields().put(name, value);
  }

  /** Adds a value. Returns this. */
  public Fields put(String name, @Nullable Object value) {
    values.put(name, value);
    return this;
  }

  /**
   * Adds bytes: as text under {@code name} if they are UTF-8, else in base64 under {@code
   * <name>_base64}, so that a reader always knows which. Null is null under {@code name}. Returns
   * this.
   */
  public Fields bytes(String name, @Nullable Bytes bytes) {
    if (bytes == null) {
      return put(name, null);
    }
    try {
      return put(name, bytes.strictText());
    } catch (CharacterCodingException _) {
      return put(name + "_base64", Base64.getEncoder().encodeToString(bytes.toArray()));
    }
  }

  /** What a server told, as it told it. */
  static Fields told(Facts facts) {
    return told(facts, Set.of());
  }

  /** What a server told, as it told it, but for what has one of the names {@code but}. */
  static Fields told(Facts facts, Set<String> but) {
    Fields fields = new Fields();
    facts
        .values()
        .forEach((name, value) -> {
          if (!but.contains(name)) {
            fields.put(name, told(value));
          }
        });
    return fields;
  }

  private static @Nullable Object told(@Nullable Object value) {
    return switch (value) {
      case Facts inner -> told(inner);
      case List<?> list -> list.stream().map(Fields::told).toList();
      case null, default -> value;
    };
  }

  /** Adds all of {@code more}. Returns this. */
  public Fields putAll(Fields more) {
    values.putAll(more.values);
    return this;
  }

  /** The JSON object on one line, without the line's end. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      write(out, this);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, @Nullable Object value) {
    switch (value) {
      case null -> out.writeNull();
      case Fields fields -> {
        out.writeStartObject();
        fields.values.forEach((name, member) -> {
          out.writeName(name);
          write(out, member);
        });
        out.writeEndObject();
      }
      case List<?> list -> {
        out.writeStartArray();
        list.forEach(item -> write(out, item));
        out.writeEndArray();
      }
      case Boolean yes -> out.writeBoolean(yes);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Double number when Double.isFinite(number) -> out.writeNumber(number);
      case Double _ -> out.writeNull();
      default -> out.writeString(value.toString());
    }
  }
}
