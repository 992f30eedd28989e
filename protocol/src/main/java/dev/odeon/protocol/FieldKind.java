package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * The type of a field's values: how to read and write them, and what errors and the reference page
 * call them.
 *
 * @param <V> the values' class in Java
 */
public final class FieldKind<V> {
  /** Text in UTF-8. */
  public static final FieldKind<String> TEXT =
      new FieldKind<>(
          "a string",
          (in, token, name) -> token == JsonToken.VALUE_STRING ? in.text(name) : null,
          JsonFields::put,
          "string");

  /** A signed 64-bit integer. */
  public static final FieldKind<Long> WHOLE =
      new FieldKind<>(
          "a whole number",
          (in, token, name) -> token == JsonToken.VALUE_NUMBER_INT ? in.whole(name) : null,
          JsonFields::put,
          "integer");

  /** A 64-bit integer that is not negative. */
  public static final FieldKind<Long> COUNT =
      new FieldKind<>(
          "a whole number",
          (in, token, name) -> token == JsonToken.VALUE_NUMBER_INT ? in.count(name) : null,
          JsonFields::put,
          "count");

  /** True or false. */
  public static final FieldKind<Boolean> FLAG =
      new FieldKind<>(
          "true or false",
          (_, token, _) -> token.isBoolean() ? token == JsonToken.VALUE_TRUE : null,
          JsonFields::put,
          "boolean");

  /** A UUID. */
  public static final FieldKind<UUID> UUID =
      new FieldKind<>(
          "a UUID",
          (in, token, _) -> token == JsonToken.VALUE_STRING ? in.uuid() : null,
          JsonFields::put,
          "uuid");

  /** A SHA-256: {@code sha256:} and 64 hex digits. */
  public static final FieldKind<Hash> HASH =
      TEXT.as("a hash", Hash::parse, Hash::toString).shapedAs("hash");

  /** The hash of content; the value is its 64 hex digits. */
  public static final FieldKind<String> CONTENT_HASH =
      HASH.as("a hash", Hash::hex, hex -> Hash.parse("sha256:" + hex));

  /** A time in RFC 3339, UTC, to the millisecond; the value is milliseconds since 1970. */
  public static final FieldKind<Long> TIME =
      TEXT.as("a time", FieldKind::millis, FieldKind::time).shapedAs("time");

  /** Bytes in Base64. */
  public static final FieldKind<Bytes> BASE64 =
      new FieldKind<>(
          "a string of base64",
          (in, token, _) -> token == JsonToken.VALUE_STRING ? in.base64() : null,
          (into, name, bytes) -> into.put(name, new JsonFields.Base64(bytes)),
          "base64");

  /**
   * Bytes in a request, and in the results that older clients know: text under the field's name if
   * they are UTF-8, else Base64 under {@code <name>_base64}.
   */
  public static final FieldKind<Bytes> BYTES =
      new FieldKind<>(
          "a string",
          (in, token, _) -> token == JsonToken.VALUE_STRING ? in.utf8() : null,
          JsonFields::either,
          "string");

  /**
   * Bytes in a result: always Base64 under {@code <name>_base64}, and text under the field's name
   * too if people can read it.
   */
  public static final FieldKind<Bytes> DATA =
      new FieldKind<>("a string", BYTES.reader, JsonFields::bytes, "string");

  /** Any JSON object. */
  public static final FieldKind<JsonFields> JSON =
      new FieldKind<>(
          "an object",
          (in, token, _) -> token == JsonToken.START_OBJECT ? in.anyObject() : null,
          JsonFields::put,
          "object");

  /** A map of names to texts. */
  public static final FieldKind<SortedMap<String, String>> TEXTS =
      JSON.as("an object of strings", FieldKind::texts, FieldKind::texts);

  /** A map of names to counts. */
  public static final FieldKind<SortedMap<String, Long>> COUNTS =
      JSON.as("an object of whole numbers", FieldKind::counts, FieldKind::counts)
          .shapedAs("counts");

  static final String BASE64_SUFFIX = "_base64";

  private final String text;
  private final Reader<V> reader;
  private final Writer<V> writer;
  private final Object shape;

  private FieldKind(String text, Reader<V> reader, Writer<V> writer, Object shape) {
    this.text = text;
    this.reader = reader;
    this.writer = writer;
    this.shape = shape;
  }

  /** Reads a value that begins with {@code token}; null if it is not of this kind. */
  private interface Reader<V> {
    @Nullable V read(JsonReader in, JsonToken token, String name);
  }

  /** Writes a value in a form that the reader accepts. */
  private interface Writer<V> {
    void write(JsonFields into, String name, V value);
  }

  /** Returns the kind of lists of at most {@code max} values. */
  public static <V> FieldKind<List<V>> list(FieldKind<V> each, int max) {
    return new FieldKind<>(
        "a list, each " + each.text,
        (in, token, name) -> token == JsonToken.START_ARRAY ? in.list(name, each, max) : null,
        (into, name, values) -> {
          List<@Nullable Object> all = new ArrayList<>(values.size());
          for (V value : values) {
            JsonFields one = new JsonFields();
            each.writer.write(one, name, value);
            all.add(one.get(name));
          }
          into.put(name, all);
        },
        new ListOf(each));
  }

  /** Returns the kind of lists of any length. */
  public static <V> FieldKind<List<V>> list(FieldKind<V> each) {
    return list(each, Integer.MAX_VALUE);
  }

  /** Returns the kind of objects with the fields of a table. */
  public static <V> FieldKind<V> object(FieldTable<V> table) {
    return new FieldKind<>(
        "an object",
        (in, token, _) -> token == JsonToken.START_OBJECT ? in.object(table) : null,
        (into, name, value) -> into.put(name, table.fields(value)),
        table);
  }

  /**
   * Returns a kind whose values are encoded as values of this one.
   *
   * @param called the name in errors
   * @param read decodes a value; throws an {@link IllegalArgumentException} for one that is not of
   *     the new kind
   * @param written encodes a value
   */
  public <W> FieldKind<W> as(String called, Function<V, W> read, Function<W, V> written) {
    return new FieldKind<>(
        called,
        (in, token, name) -> {
          V value = reader.read(in, token, name);
          try {
            return value == null ? null : read.apply(value);
          } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return null;
          }
        },
        (into, name, value) -> writer.write(into, name, written.apply(value)),
        shape);
  }

  /** Returns the same kind whose values have a shape of their own in the JSON schema. */
  private FieldKind<V> shapedAs(String named) {
    return new FieldKind<>(text, reader, writer, named);
  }

  /** The shape of a list in the JSON schema. */
  record ListOf(FieldKind<?> each) {}

  /**
   * The shape of the values in the JSON schema: the name of a basic one, a {@link ListOf}, or the
   * {@link FieldTable} of an object.
   */
  Object shape() {
    return shape;
  }

  /** The name of the kind, such as {@code a whole number}. */
  public String text() {
    return text;
  }

  @Nullable V read(JsonReader in, JsonToken token, String name) {
    return reader.read(in, token, name);
  }

  void write(JsonFields into, String name, V value) {
    writer.write(into, name, value);
  }

  /** Returns the kind of times to the second, which older clients know. */
  static FieldKind<Long> seconds() {
    return TEXT.as(
            "a time",
            text -> Math.floorDiv(millis(text), 1000L),
            seconds -> Instant.ofEpochSecond(seconds).toString())
        .shapedAs("time");
  }

  /** A time as all JSON has it: RFC 3339, UTC, to the millisecond. */
  public static String time(long millis) {
    String text = Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.MILLIS).toString();
    // An instant leaves out milliseconds that are 0.
    return text.length() == "2026-01-01T00:00:00Z".length() ? text.replace("Z", ".000Z") : text;
  }

  private static long millis(String time) {
    try {
      return Instant.parse(time).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static SortedMap<String, Long> counts(JsonFields fields) {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (var each : fields.values().entrySet()) {
      if (!(each.getValue() instanceof Long count)) {
        throw new IllegalArgumentException(each.getKey() + " is not a whole number");
      }
      counts.put(each.getKey(), count);
    }
    return counts;
  }

  private static SortedMap<String, String> texts(JsonFields fields) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (var each : fields.values().entrySet()) {
      if (!(each.getValue() instanceof String text)) {
        throw new IllegalArgumentException(each.getKey() + " is not a string");
      }
      texts.put(each.getKey(), text);
    }
    return texts;
  }

  private static JsonFields texts(SortedMap<String, String> texts) {
    JsonFields fields = new JsonFields();
    texts.forEach(fields::put);
    return fields;
  }

  private static JsonFields counts(SortedMap<String, Long> counts) {
    JsonFields fields = new JsonFields();
    counts.forEach(fields::put);
    return fields;
  }
}
