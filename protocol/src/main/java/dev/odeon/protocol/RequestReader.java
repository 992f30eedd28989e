package dev.odeon.protocol;

import dev.odeon.base.Key;
import org.jspecify.annotations.Nullable;

/** Decodes the lines that clients write. Any thread may use it. */
public final class RequestReader {
  private RequestReader() {}

  /**
   * Decodes one line, {@code size} bytes of {@code line} from {@code from}, without its newline.
   * The result shares nothing with the array.
   *
   * @return the call, or what to answer to what is none
   */
  public static Decoded read(byte[] line, int from, int size) {
    Call plain = PlainExecute.read(line, from, size);
    return plain != null ? plain : readAny(line, from, size);
  }

  /** The same, whatever it is. */
  static Decoded readAny(byte[] line, int from, int size) {
    JsonObject object = new JsonObject();
    if (!Utf8.isValid(line, from, size)) {
      return refused(Header.NONE, "a line is UTF-8, this one is not");
    }
    try {
      JsonReader.read(line, from, size, false, object);
    } catch (IllegalArgumentException e) {
      return refused(new Header(Header.NO_TYPE, object.id(), shape(object)), message(e));
    }
    return call(object);
  }

  private static Decoded call(JsonObject object) {
    String type = object.textOrNull(Field.TYPE);
    if (type == null) {
      String problem = object.problem();
      return refused(
          new Header(Header.NO_TYPE, object.id(), shape(object)),
          problem != null ? problem : "field 'type' is missing");
    }
    JsonObject payload = object.objectOrNull(Field.PAYLOAD);
    Header header = new Header(type, object.id(), shape(object));
    try {
      String problem = object.problem();
      if (problem != null) {
        throw new IllegalArgumentException(problem);
      }
      JsonObject fields =
          payload != null ? payload : object.enveloped() ? new JsonObject() : object;
      Request request = request(type, fields);
      if (request == null) {
        return refused(
            new Header(Header.NO_TYPE, header.id(), header.shape()),
            "there is no request of type '%s'".formatted(shown(type)));
      }
      if (header.shape() == Shape.ENVELOPE && !(request instanceof BinaryRequest)) {
        header = new Header(type, header.id(), Shape.FLAT);
        throw new IllegalArgumentException(
            "a request of type '%s' has no field 'payload': its fields stand beside the type"
                .formatted(type));
      }
      return new Call(header, tenant(object, fields), request);
    } catch (IllegalArgumentException e) {
      return refused(header, message(e));
    }
  }

  private static @Nullable Request request(String type, JsonObject fields) {
    return switch (type) {
      case "Execute" ->
          new BinaryRequest.Execute(
              fields.uuid(Field.BINARY_ID),
              fields.bytes(Field.INPUT, Field.INPUT_BASE64),
              config(fields));
      case "ExecuteChain" ->
          new BinaryRequest.ExecuteChain(
              fields.uuids(Field.BINARY_IDS),
              fields.bytes(Field.INPUT, Field.INPUT_BASE64),
              config(fields));
      case "LoadBinary" ->
          new BinaryRequest.LoadBinary(
              fields.textOrNull(Field.PATH),
              fields.bytesOrNull(Field.MODULE_BASE64),
              timeout(fields));
      case "ListBinaries" -> new BinaryRequest.ListBinaries();
      case "UnloadBinary" ->
          new BinaryRequest.UnloadBinary(
              fields.uuid(Field.BINARY_ID), fields.flag(Field.PURGE, false));
      case "Cancel" -> cancel(fields);
      case "Head" -> new ServerRequest.Head();
      case "Identify" -> new ServerRequest.Identify();
      case "Metrics" -> new ServerRequest.Metrics();
      default -> {
        Request request = ActorsFields.read(type, fields);
        yield request != null ? request : StoreFields.read(type, fields);
      }
    };
  }

  private static Request cancel(JsonObject fields) {
    if (fields.id() == null) {
      throw new IllegalArgumentException(
          "field 'id' is missing: it says which request to take back");
    }
    return new ServerRequest.Cancel();
  }

  /** How long the request may take, of one that runs nothing; null if it does not say. */
  static @Nullable Long timeout(JsonObject fields) {
    return config(fields).timeoutMillis();
  }

  private static RunConfig config(JsonObject fields) {
    JsonObject config = fields.objectOrNull(Field.CONFIG);
    return config == null
        ? RunConfig.NONE
        : new RunConfig(
            config.wholeOrNull(Field.TIMEOUT_MS),
            config.wholeOrNull(Field.MEMORY_LIMIT_MB),
            config.wholeOrNull(Field.FUEL_LIMIT));
  }

  private static String tenant(JsonObject outer, JsonObject fields) {
    String tenant = fields.textOrNull(Field.TENANT);
    if (tenant == null) {
      tenant = outer.textOrNull(Field.TENANT);
    }
    if (tenant == null) {
      return Key.DEFAULT_TENANT;
    }
    return new Key(tenant, Key.DEFAULT_CATEGORY, "any").tenant();
  }

  private static Shape shape(JsonObject object) {
    return object.enveloped() ? Shape.ENVELOPE : Shape.FLAT;
  }

  private static Decoded.Refused refused(Header header, String message) {
    return new Decoded.Refused(header, Response.Failed.of(ErrorCode.INVALID_INPUT, message));
  }

  private static String message(IllegalArgumentException e) {
    return String.valueOf(e.getMessage());
  }

  private static String shown(String type) {
    String brief = type.length() > 64 ? type.substring(0, 64) + "…" : type;
    return brief.replaceAll("\\p{Cntrl}", "\uFFFD");
  }
}
