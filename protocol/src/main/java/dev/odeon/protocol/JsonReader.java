package dev.odeon.protocol;

import dev.odeon.base.Bytes;
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
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one line. What the protocol does not know is passed over, never kept, so that a line takes
 * no more memory than a small multiple of its bytes.
 */
final class JsonReader {
  private static final int DEPTH_MAX = 32;
  private static final int NAME_SIZE_MAX = 256;
  private static final int NUMBER_SIZE_MAX = 64;
  private static final int UUIDS_MAX = 10_000;
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
  private final boolean ofServer;

  private JsonReader(byte[] line, int from, int to, JsonParser parser, boolean ofServer) {
    this.line = line;
    this.from = from;
    this.to = to;
    this.parser = parser;
    this.ofServer = ofServer;
  }

  /**
   * Reads {@code size} bytes of {@code line} from {@code from}, which are UTF-8, into {@code into}.
   * What was read before an error is in it.
   *
   * @param ofServer whether a server wrote it: lists of objects are kept
   * @throws IllegalArgumentException if it is not one JSON object; the message says where
   */
  static void read(byte[] line, int from, int size, boolean ofServer, JsonObject into) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line, from, size)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("a line is one JSON object, this is something else");
      }
      new JsonReader(line, from, from + size, parser, ofServer).fields(into);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("something follows the JSON object on its line");
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("this is not JSON: " + text(e), e);
    }
  }

  private static String text(JacksonException e) {
    String message = e.getOriginalMessage();
    long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
    String shown = message == null ? "unreadable" : message.lines().findFirst().orElse("");
    return at < 0 ? shown : shown + " (byte " + at + ")";
  }

  private void fields(JsonObject into) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      Field field = Field.of(name);
      JsonToken token = parser.nextToken();
      if (field == Field.PAYLOAD) {
        into.envelop();
      }
      if (field == Field.OK && ofServer && token == JsonToken.START_OBJECT && into.wantsFacts()) {
        into.tell(facts());
      } else if (field == null || token == JsonToken.VALUE_NULL || !isKept(field)) {
        parser.skipChildren();
      } else {
        take(field, token, into);
      }
    }
  }

  /** A list of objects in a request is nothing that is asked for, and could be of any length. */
  private boolean isKept(Field field) {
    return ofServer || field.kind() != Field.Kind.OBJECTS;
  }

  private void take(Field field, JsonToken token, JsonObject into) {
    Object value =
        switch (field.kind()) {
          case TEXT -> token == JsonToken.VALUE_STRING ? text(field, into) : null;
          case ID -> id(token, into);
          case WHOLE -> token == JsonToken.VALUE_NUMBER_INT ? whole(field, into) : null;
          case FLAG -> token.isBoolean() ? token == JsonToken.VALUE_TRUE : null;
          case UUID -> token == JsonToken.VALUE_STRING ? uuid() : null;
          case UUIDS -> token == JsonToken.START_ARRAY ? uuids(field, into) : null;
          case UTF8 -> token == JsonToken.VALUE_STRING ? utf8(field, into) : null;
          case BASE64 -> token == JsonToken.VALUE_STRING ? base64() : null;
          case OBJECT -> token == JsonToken.START_OBJECT ? object(into) : null;
          case OBJECTS -> token == JsonToken.START_ARRAY ? objects(into) : null;
        };
    if (value != null) {
      into.put(field, value);
    } else {
      into.blame("field '%s' must be %s".formatted(field.text(), field.kind().text()));
      parser.skipChildren();
    }
  }

  private String text(Field field, JsonObject into) {
    String text = parser.getString();
    if (!Utf8.isWhole(text)) {
      into.blame("field '%s' has half of a surrogate pair".formatted(field.text()));
    }
    return text;
  }

  private @Nullable RequestId id(JsonToken token, JsonObject into) {
    try {
      return switch (token) {
        case VALUE_STRING -> new RequestId.Text(text(Field.ID, into));
        case VALUE_NUMBER_INT -> new RequestId.Number(parser.getLongValue());
        default -> null;
      };
    } catch (InputCoercionException | IllegalArgumentException e) {
      into.blame(
          "field 'id' must be a string of at most %d characters or a whole number of 64 bits"
              .formatted(RequestId.TEXT_SIZE_MAX));
      return null;
    }
  }

  private Long whole(Field field, JsonObject into) {
    try {
      return parser.getLongValue();
    } catch (InputCoercionException e) {
      into.blame("field '%s' is beyond 64 bits".formatted(field.text()));
      return 0L;
    }
  }

  private @Nullable UUID uuid() {
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

  private @Nullable List<UUID> uuids(Field field, JsonObject into) {
    List<UUID> all = new ArrayList<>();
    boolean well = true;
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      UUID uuid = next == JsonToken.VALUE_STRING ? uuid() : null;
      well &= uuid != null;
      if (uuid != null && all.size() <= UUIDS_MAX) {
        all.add(uuid);
      }
      parser.skipChildren();
    }
    if (all.size() > UUIDS_MAX) {
      into.blame("field '%s' has more than %d entries".formatted(field.text(), UUIDS_MAX));
    }
    return well ? all : null;
  }

  private Bytes utf8(Field field, JsonObject into) {
    int start = valueStart();
    int end = plainEnd(start);
    // Without an escape the text is there as it is wanted, and need not become characters first.
    return end >= 0
        ? Bytes.wrap(Arrays.copyOfRange(line, start, end))
        : Bytes.utf8(text(field, into));
  }

  private @Nullable Bytes base64() {
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

  /** Where the string that the parser is at begins, after its quote. */
  private int valueStart() {
    return from + (int) parser.currentTokenLocation().getByteOffset() + 1;
  }

  /** Where the string that begins at {@code start} ends; -1 if it has an escape or no end. */
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

  private Facts facts() {
    Facts facts = new Facts();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      facts.read(name, any(parser.nextToken()));
    }
    return facts;
  }

  private @Nullable Object any(JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case START_OBJECT -> facts();
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

  private JsonObject object(JsonObject outer) {
    JsonObject inner = new JsonObject();
    fields(inner);
    String problem = inner.problem();
    if (problem != null) {
      outer.blame(problem);
    }
    return inner;
  }

  private @Nullable List<JsonObject> objects(JsonObject into) {
    List<JsonObject> all = new ArrayList<>();
    boolean well = true;
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      if (next == JsonToken.START_OBJECT) {
        all.add(object(into));
      } else {
        well = false;
        parser.skipChildren();
      }
    }
    return well ? all : null;
  }
}
