package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;

/** The fields of requests about actors. */
final class ActorsFields {
  private ActorsFields() {}

  /** The request of that type, or null if it is another's. */
  static @Nullable Request read(String type, JsonObject fields) {
    return switch (type) {
      case "ActorStart" ->
          new ActorsRequest.ActorStart(
              fields.text(Field.MANIFEST),
              fields.bytes(Field.MODULE_BASE64),
              fields.textOrNull(Field.NAME),
              RequestReader.timeout(fields));
      case "ActorMessage" ->
          new ActorsRequest.ActorMessage(
              fields.text(Field.ACTOR), sent(fields), fields.flag(Field.WAIT, true));
      case "ActorRequest" -> new ActorsRequest.ActorRequest(fields.text(Field.ACTOR), sent(fields));
      case "ActorList" -> new ActorsRequest.ActorList(fields.flag(Field.ALL, false));
      case "ActorState" ->
          new ActorsRequest.ActorState(fields.text(Field.ACTOR), fields.countOrNull(Field.AT));
      case "ActorEvents" -> {
        Long from = fields.countOrNull(Field.FROM);
        yield new ActorsRequest.ActorEvents(
            fields.text(Field.ACTOR),
            from == null ? 0 : from,
            fields.countOrNull(Field.TO),
            fields.flag(Field.RAW, false));
      }
      case "ActorStop" ->
          new ActorsRequest.ActorStop(fields.text(Field.ACTOR), fields.textOrNull(Field.REASON));
      case "ActorReplay" ->
          new ActorsRequest.ActorReplay(
              fields.text(Field.ACTOR),
              fields.bytesOrNull(Field.MODULE_BASE64),
              RequestReader.timeout(fields));
      default -> null;
    };
  }

  static void write(ActorsRequest request, JsonWriter json) {
    switch (request) {
      case ActorsRequest.ActorStart(String manifest, Bytes module, var name, var millis) -> {
        json.put(Field.MANIFEST, manifest)
            .base64(Field.MODULE_BASE64, module)
            .putIfAny(Field.NAME, name);
        RequestWriter.timeout(millis, json);
      }
      case ActorsRequest.ActorMessage(String actor, var message, boolean awaited) -> {
        sent(actor, message, json);
        if (!awaited) {
          json.put(Field.WAIT, false);
        }
      }
      case ActorsRequest.ActorRequest(String actor, var message) -> sent(actor, message, json);
      case ActorsRequest.ActorList(boolean all) -> {
        if (all) {
          json.put(Field.ALL, true);
        }
      }
      case ActorsRequest.ActorState(String actor, Long at) ->
          json.put(Field.ACTOR, actor).putIfAny(Field.AT, at);
      case ActorsRequest.ActorEvents(String actor, long from, Long to, boolean raw) ->
          json.put(Field.ACTOR, actor)
              .put(Field.FROM, from)
              .putIfAny(Field.TO, to)
              .put(Field.RAW, raw);
      case ActorsRequest.ActorStop(String actor, var reason) ->
          json.put(Field.ACTOR, actor).putIfAny(Field.REASON, reason);
      case ActorsRequest.ActorReplay(String actor, var module, var millis) -> {
        json.put(Field.ACTOR, actor);
        RequestWriter.timeout(millis, json);
        if (module != null) {
          json.base64(Field.MODULE_BASE64, module);
        }
      }
    }
  }

  private static ActorsRequest.Sent sent(JsonObject fields) {
    return new ActorsRequest.Sent(
        fields.bytes(Field.BODY, Field.BODY_BASE64),
        fields.textOrNull(Field.MESSAGE_ID),
        fields.textOrNull(Field.CORRELATION),
        fields.countOrNull(Field.DEADLINE_MS));
  }

  private static void sent(String actor, ActorsRequest.Sent message, JsonWriter json) {
    json.put(Field.ACTOR, actor)
        .put(Field.BODY, Field.BODY_BASE64, message.body())
        .putIfAny(Field.MESSAGE_ID, message.id())
        .putIfAny(Field.CORRELATION, message.correlation())
        .putIfAny(Field.DEADLINE_MS, message.deadlineMillis());
  }
}
