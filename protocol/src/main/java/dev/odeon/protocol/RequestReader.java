package dev.odeon.protocol;

import dev.odeon.base.ErrorText;
import dev.odeon.base.Key;
import dev.odeon.base.VisibleText;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decodes the lines that clients send. Thread-safe. */
public final class RequestReader {
  private final Function<String, @Nullable Operation<?, ?>> operations;

  /** Creates a reader for these operations; the function finds one by its type. */
  public RequestReader(Function<String, @Nullable Operation<?, ?>> operations) {
    this.operations = operations;
  }

  /**
   * Decodes one line, {@code size} bytes of {@code line} from {@code from}, without its newline.
   * The result shares nothing with the array.
   *
   * @return the request, or the error to answer if the line is not a valid one
   */
  public Decoded read(byte[] line, int from, int size) {
    IncomingRequest plain = PlainExecute.read(line, from, size);
    return plain != null ? plain : readAny(line, from, size);
  }

  /** Decodes a line with the general reader, without the fast path. */
  Decoded readAny(byte[] line, int from, int size) {
    LineHead head = new LineHead();
    if (!Utf8.isValid(line, from, size)) {
      return malformed(Header.NONE, "a line is UTF-8, this one is not");
    }
    try {
      JsonReader.head(line, from, size, head);
    } catch (IllegalArgumentException e) {
      return malformed(header(Header.NO_TYPE, head), message(e));
    }
    String type = head.type;
    if (type == null) {
      String problem = head.problem;
      return malformed(
          header(Header.NO_TYPE, head), problem != null ? problem : "field 'type' is missing");
    }
    Operation<?, ?> operation = operations.apply(type);
    if (operation == null) {
      return malformed(
          header(Header.NO_TYPE, head),
          head.problem != null
              ? head.problem
              : "there is no request of type '%s'".formatted(shown(type)));
    }
    Header header = header(type, head);
    if (head.enveloped && !operation.hasEnvelope()) {
      return malformed(
          new Header(type, head.id, Shape.FLAT),
          "a request of type '%s' has no field 'payload': its fields stand beside the type"
              .formatted(type));
    }
    try {
      if (head.problem != null) {
        throw new IllegalArgumentException(head.problem);
      }
      String inside = head.enveloped ? "payload" : null;
      Request<?> request = JsonReader.fields(line, from, size, inside, operation.request());
      if (request instanceof Cancel && head.id == null) {
        throw new IllegalArgumentException(
            "field 'id' is missing: it says which request to cancel");
      }
      return new IncomingRequest(header, tenant(head), head.progress, request);
    } catch (IllegalArgumentException e) {
      return malformed(header, message(e));
    }
  }

  private static Header header(String type, LineHead head) {
    return new Header(type, head.id, head.shape());
  }

  private static String tenant(LineHead head) {
    String tenant = head.tenant();
    return tenant == null
        ? Key.DEFAULT_TENANT
        : new Key(tenant, Key.DEFAULT_CATEGORY, "any").tenant();
  }

  private static Decoded.Malformed malformed(Header header, String message) {
    return new Decoded.Malformed(header, new RequestException(ErrorCode.INVALID_INPUT, message));
  }

  private static String message(IllegalArgumentException e) {
    return ErrorText.isOwn(e) ? ErrorText.of(e) : "a field has a value that it cannot have";
  }

  private static String shown(String type) {
    return VisibleText.line(type.length() > 64 ? type.substring(0, 64) + "…" : type);
  }
}
