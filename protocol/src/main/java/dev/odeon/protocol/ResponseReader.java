package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Decodes the flat lines that servers write. What a line is about is known before what it says is
 * read: that takes the operation that was asked for. One thread at a time.
 */
final class ResponseReader {
  private final byte[] line;
  private final int from;
  private final int size;
  private final LineHead head = new LineHead();

  /**
   * Reads what the line is about: {@code size} bytes of {@code line} from {@code from}.
   *
   * @throws IllegalArgumentException if it is no response; the message says why
   */
  ResponseReader(byte[] line, int from, int size) {
    this.line = line;
    this.from = from;
    this.size = size;
    if (!Utf8.isValid(line, from, size)) {
      throw new IllegalArgumentException("a line is UTF-8, this one is not");
    }
    JsonReader.head(line, from, size, head);
    if (head.problem != null) {
      throw new IllegalArgumentException(head.problem);
    }
    if (head.type == null) {
      throw new IllegalArgumentException("field 'type' is missing");
    }
    if (head.error == null && head.body == null) {
      throw new IllegalArgumentException("field 'Ok' or 'Err' is missing");
    }
  }

  String type() {
    return String.valueOf(head.type);
  }

  @Nullable RequestId id() {
    return head.id;
  }

  /** Why the request failed; null if it did not. */
  @Nullable RequestException failure() {
    String message = head.error;
    if (message == null) {
      return null;
    }
    ErrorCode code = head.code == null ? null : ErrorCode.of(head.code);
    return new RequestException(
        code == null ? ErrorCode.INVALID_INPUT : code,
        message,
        JsonReader.fields(line, from, size, null, FAILED).pipeline());
  }

  boolean isItem() {
    return "Item".equals(head.body);
  }

  boolean isProgress() {
    return "Progress".equals(head.body);
  }

  /**
   * What the line says: a result, an item, or how far the request is.
   *
   * @throws IllegalArgumentException if it is not what the table says
   */
  <T> T body(FieldTable<T> table) {
    return JsonReader.fields(line, from, size, head.body, table);
  }

  /** How far a request is. */
  record Done(long done, long total) {
    static final FieldTable<Done> FIELDS =
        FieldTable.<Done>of()
            .required("done", FieldKind.COUNT, Done::done, "what is done")
            .required("total", FieldKind.COUNT, Done::total, "of how much; 0 if unknown")
            .make(in -> new Done(in.next(), in.next()));
  }

  private record Failed(RequestException.@Nullable FailedPipeline pipeline) {}

  private static final FieldTable<Failed> FAILED =
      FieldTable.<Failed>of()
          .inline(RequestException.FailedPipeline.FIELDS, Failed::pipeline)
          .make(in -> new Failed(in.nextOrNull(RequestException.FailedPipeline.FIELDS)));
}
