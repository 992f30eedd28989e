package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Decodes the flat lines that servers send. Decoding has two steps: the head first, then, once the
 * caller has found the operation of the request, the body. Not thread-safe.
 */
final class ResponseReader {
  private final byte[] line;
  private final int from;
  private final int size;
  private final LineHead head = new LineHead();

  /**
   * Reads the head of the line: {@code size} bytes of {@code line} from {@code from}.
   *
   * @throws IllegalArgumentException if it is not a response; the message has the reason
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

  /** The failure of the request; null if it did not fail. */
  @Nullable RequestException failure() {
    String message = head.error;
    if (message == null) {
      return null;
    }
    ErrorCode code = head.code == null ? null : ErrorCode.of(head.code);
    Failed failed = JsonReader.fields(line, from, size, null, FAILED);
    return new RequestException(
        code == null ? ErrorCode.INVALID_INPUT : code,
        message,
        failed.pipeline,
        failed.run,
        failed.retryAfter);
  }

  boolean isItem() {
    return "Item".equals(head.body);
  }

  boolean isProgress() {
    return "Progress".equals(head.body);
  }

  /**
   * Decodes the body: a result, an item or a progress report.
   *
   * @throws IllegalArgumentException if it does not match the table
   */
  <T> T body(FieldTable<T> table) {
    return JsonReader.fields(line, from, size, head.body, table);
  }

  /** A progress report; {@code total} is 0 if it is unknown. */
  record Done(long done, long total) {
    static final FieldTable<Done> FIELDS =
        FieldTable.<Done>of()
            .required("done", FieldKind.COUNT, Done::done, "what is done")
            .required("total", FieldKind.COUNT, Done::total, "of how much; 0 if unknown")
            .make(in -> new Done(in.next(), in.next()));
  }

  private record Failed(
      RequestException.@Nullable FailedPipeline pipeline,
      @Nullable RunFailure run,
      RequestException.@Nullable RetryAfter retryAfter) {}

  private static final FieldTable<Failed> FAILED =
      FieldTable.<Failed>of()
          .inline(RequestException.FailedPipeline.FIELDS, Failed::pipeline)
          .inline(RunFailure.FIELDS, Failed::run)
          .inline(RequestException.RetryAfter.FIELDS, Failed::retryAfter)
          .make(in ->
              new Failed(
                  in.nextOrNull(RequestException.FailedPipeline.FIELDS),
                  in.nextOrNull(RunFailure.FIELDS),
                  in.nextOrNull(RequestException.RetryAfter.FIELDS)));
}
