package dev.odeon.protocol;

import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes answers, in the shape of their requests. Any thread may use it. */
public final class ResponseWriter {
  private ResponseWriter() {}

  /** Writes the answer to the request of {@code header} as one line with its newline. */
  public static void write(Header header, Response response, OutputStream out) {
    if (!(response instanceof Response.Ran(RunResult result))
        || !PlainRan.write(header, result, out)) {
      writeAny(header, response, out);
    }
  }

  /** The same, whatever it is. */
  static void writeAny(Header header, Response response, OutputStream out) {
    try (JsonWriter json = new JsonWriter(out)) {
      switch (header.shape()) {
        case FLAT -> flat(header, response, json);
        case ENVELOPE -> envelope(header, response, json);
      }
    }
  }

  private static void flat(Header header, Response response, JsonWriter json) {
    json.put(Field.TYPE, header.type()).id(header.id());
    if (response instanceof Response.Failed failed) {
      json.put(Field.ERR, failed.message());
      if (header.id() != null || isNew(header.type())) {
        // The clients that came first read an error as an object of one field.
        json.put(Field.CODE, failed.code().text());
      }
      chain(failed.chain(), json);
    } else if (response instanceof Response.Told(Facts facts)) {
      json.object(Field.OK);
      facts.values().forEach(json::any);
      json.end();
    } else {
      json.object(Field.OK);
      fields(response, Shape.FLAT, json);
      json.end();
    }
  }

  private static boolean isNew(String type) {
    return switch (type) {
      case "LoadBinary", "Execute", "ExecuteChain", "ListBinaries", "UnloadBinary", "Error" ->
          false;
      default -> true;
    };
  }

  private static void envelope(Header header, Response response, JsonWriter json) {
    json.id(header.id());
    if (response instanceof Response.Failed failed) {
      json.put(Field.SUCCESS, false)
          .put(Field.ERROR, failed.message())
          .put(Field.CODE, failed.code().text());
      if (failed.chain() != null) {
        json.object(Field.DATA);
        chain(failed.chain(), json);
        json.end();
      }
    } else {
      json.put(Field.SUCCESS, true).object(Field.DATA);
      fields(response, Shape.ENVELOPE, json);
      json.end();
    }
  }

  private static void chain(Response.@Nullable FailedChain chain, JsonWriter json) {
    if (chain != null) {
      json.put(Field.STEP, chain.step());
      results(chain.results(), json);
    }
  }

  private static void fields(Response response, Shape shape, JsonWriter json) {
    switch (response) {
      case Response.Ran(RunResult result) -> {
        if (shape == Shape.FLAT) {
          json.object(Field.RESULT);
          result(result, json);
          json.end();
        } else {
          result(result, json);
        }
      }
      case Response.Chained(List<RunResult> results, long timeMillis) -> {
        results(results, json);
        if (shape == Shape.ENVELOPE) {
          json.put(Field.TOTAL_TIME_MS, timeMillis);
        }
      }
      case Response.Loaded(var id, long size) ->
          json.put(Field.BINARY_ID, id).put(Field.SIZE, size);
      case Response.Binaries(List<BinaryEntry> binaries) -> {
        json.list(Field.BINARIES);
        binaries.forEach(binary -> entry(binary, shape, json));
        json.endList();
      }
      case Response.Unloaded(String message) -> json.put(Field.MESSAGE, message);
      case Response.CancelTaken(boolean found) -> json.put(Field.CANCELLED, found);
      case Response.MetricsText(String text) -> json.put(Field.TEXT, text);
      case Response.Told _, Response.Failed _ ->
          throw new IllegalArgumentException("this has no fields of its own");
    }
  }

  private static void results(List<RunResult> results, JsonWriter json) {
    json.list(Field.RESULTS);
    for (RunResult result : results) {
      json.object();
      result(result, json);
      json.end();
    }
    json.endList();
  }

  private static void result(RunResult result, JsonWriter json) {
    json.put(Field.BINARY_ID, result.binaryId())
        .put(Field.RETURN_CODE, result.returnCode())
        .put(Field.OUTPUT, Field.OUTPUT_BASE64, result.output())
        .put(Field.EXECUTION_TIME_MS, result.timeMillis())
        .put(Field.FUEL_CONSUMED, result.fuel());
  }

  private static void entry(BinaryEntry binary, Shape shape, JsonWriter json) {
    json.object()
        .id(new RequestId.Text(binary.id().toString()))
        .put(Field.PATH, binary.path())
        .put(Field.SIZE, binary.size());
    switch (shape) {
      case FLAT -> json.put(Field.LOADED_AT, binary.loadedAtSeconds());
      case ENVELOPE ->
          json.put(Field.LOADED_AT, Instant.ofEpochSecond(binary.loadedAtSeconds()).toString());
    }
    json.put(Field.HASH, binary.hash())
        .put(Field.STATEFUL, binary.stateful())
        .put(Field.RUNS, binary.runs())
        .put(Field.ERRORS, binary.errors())
        .putIfAny(Field.PROBLEM, binary.problem())
        .end();
  }
}
