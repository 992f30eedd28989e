package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import java.io.OutputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Encodes requests, in the flat shape. Any thread may use it. */
final class RequestWriter {
  private RequestWriter() {}

  /** Writes {@code call} as one line with its newline. */
  static void write(Call call, OutputStream out) {
    try (JsonWriter json = new JsonWriter(out)) {
      json.put(Field.TYPE, call.header().type()).id(call.header().id());
      if (!call.tenant().equals(Key.DEFAULT_TENANT)) {
        json.put(Field.TENANT, call.tenant());
      }
      switch (call.request()) {
        case BinaryRequest request -> fields(request, json);
        case ActorsRequest request -> ActorsFields.write(request, json);
        case StoreRequest request -> StoreFields.write(request, json);
        case ServerRequest _ -> {}
      }
    }
  }

  private static void fields(BinaryRequest request, JsonWriter json) {
    switch (request) {
      case BinaryRequest.LoadBinary(var path, var module, var millis) -> {
        json.putIfAny(Field.PATH, path);
        timeout(millis, json);
        if (module != null) {
          json.base64(Field.MODULE_BASE64, module);
        }
      }
      case BinaryRequest.Execute(UUID id, Bytes input, RunConfig config) -> {
        json.put(Field.BINARY_ID, id).put(Field.INPUT, Field.INPUT_BASE64, input);
        config(config, json);
      }
      case BinaryRequest.ExecuteChain(var ids, Bytes input, RunConfig config) -> {
        json.list(Field.BINARY_IDS);
        ids.forEach(id -> json.add(id.toString()));
        json.endList().put(Field.INPUT, Field.INPUT_BASE64, input);
        config(config, json);
      }
      case BinaryRequest.ListBinaries() -> {}
      case BinaryRequest.UnloadBinary(UUID id, boolean purge) -> {
        json.put(Field.BINARY_ID, id);
        if (purge) {
          json.put(Field.PURGE, true);
        }
      }
    }
  }

  static void timeout(@Nullable Long millis, JsonWriter json) {
    config(new RunConfig(millis, null, null), json);
  }

  private static void config(RunConfig config, JsonWriter json) {
    if (!config.equals(RunConfig.NONE)) {
      json.object(Field.CONFIG)
          .putIfAny(Field.TIMEOUT_MS, config.timeoutMillis())
          .putIfAny(Field.MEMORY_LIMIT_MB, config.memoryMebibytes())
          .putIfAny(Field.FUEL_LIMIT, config.fuel())
          .end();
    }
  }
}
