package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.ErrorText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one line in two passes: the first finds the type and the other common fields, the second
 * reads the fields of one table. Unknown fields are skipped, never kept, so the memory for a line
 * is at most a small multiple of its size.
 */
final class JsonReader {
  private static final int DEPTH_MAX = 32;
  private static final int NAME_SIZE_MAX = 256;
  private static final int NUMBER_SIZE_MAX = 64;
  private static final int UUID_SIZE = 36;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNameLength(NAME_SIZE_MAX)
                  .maxNumberLength(NUMBER_SIZE_MAX)
                  .build())
          .build();

  private final byte[] line;
  private final int from;
  private final int to;
  private final JsonParser parser;
  private @Nullable String problem;

  private JsonReader(byte[] line, int from, int to, JsonParser parser) {
    this.line = line;
    this.from = from;
    this.to = to;
    this.parser = parser;
  }

  /**
   * Runs the first pass over {@code size} bytes of {@code line} from {@code from}, which are UTF-8.
   *
   * @param into gets what was found, also before an error
   * @throws IllegalArgumentException if the line is not one JSON object; the message names the
   *     place
   */
  static void head(byte[] line, int from, int size, LineHead into) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line, from, size)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("a line is one JSON object, this is something else");
      }
      JsonReader reader = new JsonReader(line, from, from + size, parser);
      reader.head(into, false);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("something follows the JSON object on its line");
      }
      into.problem = reader.problem;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("this is not JSON: " + text(e), e);
    }
  }

  /**
   * Runs the second pass, over a line that passed the first: reads the fields of {@code table}.
   *
   * @param inside the field whose object has them, or null for the line's own
   * @throws IllegalArgumentException if they do not match the table
   */
  static <T> T fields(
      byte[] line, int from, int size, @Nullable String inside, FieldTable<T> table) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line, from, size)) {
      parser.nextToken();
      JsonReader reader = new JsonReader(line, from, from + size, parser);
      @Nullable Object[] values = new @Nullable Object[table.size()];
      if (inside == null || reader.enter(inside)) {
        reader.columns(table, values);
      }
      if (reader.problem != null) {
        throw new IllegalArgumentException(reader.problem);
      }
      return table.make(values);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("this is not JSON: " + text(e), e);
    }
  }

  private static String text(JacksonException e) {
    long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
    String where = at < 0 ? "" : " (byte " + at + ")";
    return switch (e) {
      case UnexpectedEndOfInputException _ -> "it ends in the middle" + where;
      case StreamConstraintsException _ ->
          "its depth is over %d, a name longer than %d characters or a number longer than %d%s"
              .formatted(DEPTH_MAX, NAME_SIZE_MAX, NUMBER_SIZE_MAX, where);
      default -> "something in it does not belong there" + where;
    };
  }

  private void head(LineHead into, boolean inPayload) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      boolean known = token != JsonToken.VALUE_NULL;
      switch (name) {
        case "tenant" -> into.tenant(take(name, token, FieldKind.TEXT), inPayload, this);
        case "type", "code", "Err" -> {
          if (inPayload) {
            parser.skipChildren();
          } else {
            switch (name) {
              case "type" -> into.type = once(name, into.type, token);
              case "code" -> into.code = once(name, into.code, token);
              default -> into.error = once(name, into.error, token);
            }
          }
        }
        case "id" -> id(token, into, inPayload);
        case "progress" -> progress(token, into, inPayload);
        case "payload", "Ok", "Item", "Progress" -> {
          if (!inPayload && name.equals("payload")) {
            into.enveloped = true;
          } else if (!inPayload) {
            into.body = name;
          }
          if (known && !inPayload && token != JsonToken.START_OBJECT) {
            problem("field '%s' must be an object".formatted(name));
          }
          if (name.equals("payload") && !inPayload && token == JsonToken.START_OBJECT) {
            head(into, true);
          } else {
            parser.skipChildren();
          }
        }
        default -> parser.skipChildren();
      }
    }
  }

  private @Nullable String once(String name, @Nullable String before, JsonToken token) {
    String text = take(name, token, FieldKind.TEXT);
    if (text != null && before != null) {
      problem("field '%s' is there twice".formatted(name));
    }
    return text == null ? before : text;
  }

  private void progress(JsonToken token, LineHead into, boolean inPayload) {
    if (inPayload || token == JsonToken.START_OBJECT) {
      parser.skipChildren();
    } else {
      into.progress = Boolean.TRUE.equals(take("progress", token, FieldKind.FLAG));
    }
  }

  private void id(JsonToken token, LineHead into, boolean inPayload) {
    if (inPayload || token == JsonToken.VALUE_NULL) {
      parser.skipChildren();
      return;
    }
    if (into.id != null) {
      problem("field 'id' is there twice");
    }
    into.id = id(token);
  }

  private @Nullable RequestId id(JsonToken token) {
    try {
      return switch (token) {
        case VALUE_STRING -> new RequestId.Text(text("id"));
        case VALUE_NUMBER_INT -> new RequestId.Number(parser.getLongValue());
        default -> {
          problem("field 'id' must be a string or a whole number");
          parser.skipChildren();
          yield null;
        }
      };
    } catch (InputCoercionException | IllegalArgumentException e) {
      problem(
          "field 'id' must be a string of at most %d characters or a whole number of 64 bits"
              .formatted(RequestId.TEXT_SIZE_MAX));
      return null;
    }
  }

  /**
   * Reads a value of a kind. Returns null for null, and for another kind, which it reports as a
   * problem.
   */
  private <V> @Nullable V take(String name, JsonToken token, FieldKind<V> kind) {
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    String before = problem;
    V value = kind.read(this, token, name);
    if (value == null) {
      if (before == null && problem == null) {
        problem("field '%s' must be %s".formatted(name, kind.text()));
      }
      parser.skipChildren();
    }
    return value;
  }

  /** Advances to the first token of the object in that field; false if there is none. */
  private boolean enter(String field) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      if (name.equals(field)) {
        return token == JsonToken.START_OBJECT;
      }
      parser.skipChildren();
    }
    return false;
  }

  private <T> void columns(FieldTable<T> table, @Nullable Object[] values) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      Integer place = table.place(name);
      if (place == null) {
        parser.skipChildren();
      } else {
        FieldTable.Column<T, ?> column = table.column(place);
        boolean second = !name.equals(column.field().name());
        FieldKind<?> kind = second ? FieldKind.BASE64 : column.kind();
        Object value = take(name, token, kind);
        if (value != null && values[place] != null && !column.isData()) {
          problem(twice(column, name));
        }
        values[place] = value == null ? values[place] : value;
      }
    }
  }

  private static String twice(FieldTable.Column<?, ?> column, String name) {
    List<String> names = column.names();
    return names.size() == 1
        ? "field '%s' is there twice".formatted(name)
        : "fields '%s' and '%s' are both there, or one twice: give one"
            .formatted(names.get(0), names.get(1));
  }

  /** Records a problem with the line; only the first one counts. */
  void problem(String what) {
    if (problem == null) {
      problem = what;
    }
  }

  String text(String name) {
    String text = parser.getString();
    if (!Utf8.isWhole(text)) {
      problem("field '%s' has half of a surrogate pair".formatted(name));
    }
    return text;
  }

  Long whole(String name) {
    try {
      return parser.getLongValue();
    } catch (InputCoercionException e) {
      problem("field '%s' is beyond 64 bits".formatted(name));
      return 0L;
    }
  }

  Long count(String name) {
    Long count = whole(name);
    if (count < 0) {
      problem("field '%s' must be 0 or more, is %d".formatted(name, count));
    }
    return count;
  }

  @Nullable UUID uuid() {
    if (parser.getStringLength() != UUID_SIZE) {
      return null;
    }
    try {
      String text = parser.getString();
      UUID uuid = UUID.fromString(text);
      return uuid.toString().equalsIgnoreCase(text) ? uuid : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  Bytes utf8() {
    int start = valueStart();
    int end = plainEnd(start);
    // Text without escapes can be copied as bytes, without decoding it to characters.
    return end >= 0 ? Bytes.wrap(Arrays.copyOfRange(line, start, end)) : Bytes.utf8(text("text"));
  }

  @Nullable Bytes base64() {
    int start = valueStart();
    int end = plainEnd(start);
    try {
      if (end < 0) {
        return Bytes.wrap(Base64.getDecoder().decode(parser.getString()));
      }
      ByteBuffer decoded = Base64.getDecoder().decode(ByteBuffer.wrap(line, start, end - start));
      return Bytes.wrap(decoded.array(), decoded.arrayOffset(), decoded.remaining());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Returns the index after the opening quote of the parser's current string. */
  private int valueStart() {
    return from + (int) parser.currentTokenLocation().getByteOffset() + 1;
  }

  /**
   * Returns the end of the string that begins at {@code start}; -1 if it has an escape or no end.
   */
  private int plainEnd(int start) {
    for (int i = start; i < to; i++) {
      byte b = line[i];
      if (b == '"') {
        return i;
      }
      if (b == '\\' || (b >= 0 && b < ' ')) {
        return -1;
      }
    }
    return -1;
  }

  <V> @Nullable List<V> list(String name, FieldKind<V> kind, int max) {
    List<V> all = new ArrayList<>();
    boolean well = true;
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      V value = next == JsonToken.VALUE_NULL ? null : kind.read(this, next, name);
      well &= value != null;
      if (value == null) {
        parser.skipChildren();
      } else if (all.size() <= max) {
        all.add(value);
      }
    }
    if (all.size() > max) {
      problem("field '%s' has more than %d entries".formatted(name, max));
    }
    return well ? all : null;
  }

  /**
   * Reads a record of the table; null if the values do not make one, after reporting the problem.
   */
  <V> @Nullable V object(FieldTable<V> table) {
    @Nullable Object[] values = new @Nullable Object[table.size()];
    columns(table, values);
    if (problem != null) {
      return null;
    }
    try {
      return table.make(values);
    } catch (IllegalArgumentException e) {
      problem(ErrorText.isOwn(e) ? ErrorText.of(e) : "a field has a value that it cannot have");
      return null;
    }
  }

  JsonFields anyObject() {
    JsonFields fields = new JsonFields();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      fields.put(name, any(parser.nextToken()));
    }
    return fields;
  }

  private @Nullable Object any(JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> whole("number");
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case START_OBJECT -> anyObject();
      case START_ARRAY -> {
        List<@Nullable Object> all = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          all.add(any(next));
        }
        yield all;
      }
      default -> null;
    };
  }
}
