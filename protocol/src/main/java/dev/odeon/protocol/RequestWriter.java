package dev.odeon.protocol;

import dev.odeon.base.Key;
import java.io.OutputStream;

/** Encodes requests in the flat shape. Thread-safe. */
final class RequestWriter {
  private RequestWriter() {}

  /** Writes {@code incoming} as one line, newline included. */
  static void write(IncomingRequest incoming, OutputStream out) {
    try (JsonWriter json = new JsonWriter(out)) {
      json.put("type", incoming.header().type()).id(incoming.header().id());
      if (!incoming.tenant().equals(Key.DEFAULT_TENANT)) {
        json.put("tenant", incoming.tenant());
      }
      if (incoming.progress()) {
        json.put("progress", true);
      }
      json.putAll(fields(incoming.request()));
    }
  }

  @SuppressWarnings("unchecked")
  private static <Q extends Request<?>> JsonFields fields(Q request) {
    // The operation of a request has the table of that request's class.
    return ((FieldTable<Q>) request.operation().request()).fields(request);
  }
}
