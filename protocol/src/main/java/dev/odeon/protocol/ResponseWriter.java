package dev.odeon.protocol;

import java.io.OutputStream;
import java.util.Set;

/** Encodes responses in the shape of their requests. Thread-safe. */
public final class ResponseWriter {
  /**
   * The types of the first protocol version: its clients expect their errors as an object of one
   * field.
   */
  private static final Set<String> FIRST =
      Set.of(
          "LoadBinary", "Execute", "ExecuteChain", "ListBinaries", "UnloadBinary", Header.NO_TYPE);

  private ResponseWriter() {}

  /** Writes the result of {@code operation} as one line, newline included. */
  public static <R> void result(
      Header header, Operation<?, R> operation, R result, OutputStream out) {
    if (result instanceof Execute.Result(RunResult run) && PlainRan.write(header, run, out)) {
      return;
    }
    anyResult(header, operation, result, out);
  }

  /** Writes a result with the general writer, without the fast path. */
  static <R> void anyResult(Header header, Operation<?, R> operation, R result, OutputStream out) {
    JsonFields fields = operation.result(header.shape()).fields(result);
    try (JsonWriter json = new JsonWriter(out)) {
      if (header.shape() == Shape.ENVELOPE) {
        json.id(header.id()).put("success", true).put("data", fields);
      } else {
        json.put("type", header.type()).id(header.id()).put("Ok", fields);
      }
    }
  }

  /** Writes an item of a stream as one line, newline included. */
  public static <I> void item(
      Header header, StreamOperation<?, I, ?> operation, I item, OutputStream out) {
    try (JsonWriter json = new JsonWriter(out)) {
      json.put("type", header.type()).id(header.id()).put("Item", operation.item().fields(item));
    }
  }

  /** Writes a progress report as one line, newline included. */
  public static void progress(Header header, long done, long total, OutputStream out) {
    try (JsonWriter json = new JsonWriter(out)) {
      json.put("type", header.type())
          .id(header.id())
          .put("Progress", JsonFields.of("done", done).put("total", total));
    }
  }

  /** Writes a failure as one line, newline included. */
  public static void failure(Header header, RequestException why, OutputStream out) {
    JsonFields details = why.details();
    try (JsonWriter json = new JsonWriter(out)) {
      if (header.shape() == Shape.ENVELOPE) {
        json.id(header.id())
            .put("success", false)
            .put("error", why.text())
            .put("code", why.code().text());
        if (!details.values().isEmpty()) {
          json.put("data", details);
        }
        return;
      }
      json.put("type", header.type()).id(header.id()).put("Err", why.text());
      if (header.id() != null || !FIRST.contains(header.type())) {
        json.put("code", why.code().text());
      }
      json.putAll(details);
    }
  }
}
