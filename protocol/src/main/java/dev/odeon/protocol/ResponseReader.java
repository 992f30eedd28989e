package dev.odeon.protocol;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decodes the flat lines that servers write. Any thread may use it. */
final class ResponseReader {
  private ResponseReader() {}

  /**
   * An answer with what it answers.
   *
   * @param type the request's type
   * @param id the request's id
   */
  record Answered(String type, @Nullable RequestId id, Response response) {}

  /**
   * Decodes one line without its newline.
   *
   * @throws IllegalArgumentException if it is no answer; the message says why
   */
  static Answered read(byte[] line, int from, int size) {
    JsonObject object = new JsonObject();
    if (!Utf8.isValid(line, from, size)) {
      throw new IllegalArgumentException("a line is UTF-8, this one is not");
    }
    JsonReader.read(line, from, size, true, object);
    String problem = object.problem();
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    String type = object.text(Field.TYPE);
    return new Answered(type, object.id(), response(type, object));
  }

  private static Response response(String type, JsonObject object) {
    if (object.has(Field.ERR)) {
      return failed(object);
    }
    Facts facts = object.facts();
    if (facts != null) {
      return new Response.Told(facts);
    }
    JsonObject fields = object.object(Field.OK);
    return switch (type) {
      case "LoadBinary" ->
          new Response.Loaded(fields.uuid(Field.BINARY_ID), fields.whole(Field.SIZE));
      case "Execute" -> new Response.Ran(result(fields.object(Field.RESULT)));
      case "ExecuteChain" -> {
        List<RunResult> results = results(fields);
        yield new Response.Chained(
            results, results.stream().mapToLong(RunResult::timeMillis).sum());
      }
      case "ListBinaries" ->
          new Response.Binaries(
              fields.objects(Field.BINARIES).stream().map(ResponseReader::entry).toList());
      case "UnloadBinary" -> new Response.Unloaded(fields.text(Field.MESSAGE));
      case "Cancel" -> new Response.CancelTaken(fields.flag(Field.CANCELLED, false));
      case "Metrics" -> new Response.MetricsText(fields.text(Field.TEXT));
      default -> throw new IllegalArgumentException("no request is of type '" + type + "'");
    };
  }

  private static Response.Failed failed(JsonObject object) {
    String text = object.textOrNull(Field.CODE);
    ErrorCode code = text == null ? null : ErrorCode.of(text);
    Long step = object.wholeOrNull(Field.STEP);
    return new Response.Failed(
        code == null ? ErrorCode.INVALID_INPUT : code,
        object.text(Field.ERR),
        step == null ? null : new Response.FailedChain(step.intValue(), results(object)));
  }

  private static List<RunResult> results(JsonObject fields) {
    return fields.objects(Field.RESULTS).stream().map(ResponseReader::result).toList();
  }

  private static RunResult result(JsonObject fields) {
    return new RunResult(
        fields.uuid(Field.BINARY_ID),
        Math.toIntExact(fields.whole(Field.RETURN_CODE)),
        fields.bytes(Field.OUTPUT, Field.OUTPUT_BASE64),
        fields.whole(Field.EXECUTION_TIME_MS),
        fields.whole(Field.FUEL_CONSUMED));
  }

  private static BinaryEntry entry(JsonObject fields) {
    if (!(fields.id() instanceof RequestId.Text(String id))) {
      throw new IllegalArgumentException("field 'id' of a binary must be a UUID");
    }
    return new BinaryEntry(
        UUID.fromString(id),
        fields.text(Field.PATH),
        fields.whole(Field.SIZE),
        fields.whole(Field.LOADED_AT),
        fields.text(Field.HASH),
        fields.flag(Field.STATEFUL, false),
        fields.whole(Field.RUNS),
        fields.whole(Field.ERRORS),
        fields.textOrNull(Field.PROBLEM));
  }
}
