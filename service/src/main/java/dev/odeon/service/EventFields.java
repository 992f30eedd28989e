package dev.odeon.service;

import dev.odeon.base.Outcome;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.CallReply;
import dev.odeon.chain.EventMetadata;
import dev.odeon.protocol.FieldKind;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.TurnResult;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Encodes events as JSON fields: kind, name and decoded data. */
public final class EventFields {
  private EventFields() {}

  /** Returns the fields of {@code event}; bytes are encoded as in {@link JsonFields#bytes}. */
  public static JsonFields of(Event event) {
    JsonFields fields = JsonFields.of("kind", event.kind()).put("name", event.name());
    switch (event.data()) {
      case EventData.Message message ->
          fields
              .put("id", message.id())
              .put("lane", lower(message.lane()))
              .put("attempt", message.attempt())
              .bytes("body", message.body())
              .put("correlation", message.correlation())
              .put("causation", message.causation())
              .put("deadline", time(message.deadlineMillis()))
              .put("time_limit_ms", message.limits() == null ? null : message.limits().timeMillis())
              .put(
                  "memory_limit_bytes",
                  message.limits() == null ? null : message.limits().memoryBytes())
              .put("metadata", texts(message.metadata()));
      case EventData.Call call -> {
        fields.put("class", lower(call.callClass())).bytes("args", call.args());
        reply(fields, call.reply());
      }
      case EventData.Domain domain ->
          fields
              .bytes("payload", domain.payload())
              .put("tags", domain.tags())
              .put("metadata", texts(domain.metadata()));
      case EventData.State state ->
          fields
              .put("hash", state.hash())
              .put("length", state.length())
              .bytes("bytes", state.bytes());
      case EventData.Reply reply -> fields.bytes("payload", reply.payload());
      case EventData.Outbox outbox ->
          fields
              .put("call_index", outbox.callIndex())
              .bytes("args", outbox.args())
              .bytes("reply", outbox.reply());
      case EventData.Timer timer ->
          fields
              .put("timer", timer.timer())
              .put("set_at_height", timer.height())
              .put("index", timer.index())
              .put("due", time(timer.dueMillis()))
              .bytes("body", timer.body());
      case EventData.Spawned spawned ->
          fields
              .put("module", spawned.module())
              .put("manifest", spawned.manifest())
              .put("parent", spawned.parent())
              .bytes("init", spawned.init())
              .put("origin", spawned.origin() == null ? null : origin(spawned.origin()));
      case EventData.Upgraded upgraded ->
          fields.put("module", upgraded.module()).put("manifest", upgraded.manifest());
      case EventData.Reverted reverted ->
          fields.put("to_height", reverted.height()).put("to_block", reverted.block());
      case EventData.Because because -> fields.put("reason", because.reason());
      case EventData.Child child ->
          fields
              .put("child", child.child().text())
              .put("child_height", child.height())
              .bytes("detail", child.detail());
      case EventData.Note note -> fields.put("text", note.text());
      case EventData.Settlement settlement ->
          fields
              .put("id", settlement.id())
              .put("lane", lower(settlement.lane()))
              .put("export", settlement.export())
              .bytes("body", settlement.body())
              .put("reason", settlement.reason())
              .put("metadata", texts(settlement.metadata()));
    }
    return fields;
  }

  /** Returns the fields of a turn's outcome: its name and its details. */
  public static JsonFields of(Outcome outcome) {
    return TurnResult.OUTCOME.fields(outcome);
  }

  private static void reply(JsonFields fields, CallReply reply) {
    switch (reply) {
      case CallReply.Value value -> fields.bytes("reply", value.result());
      case CallReply.Stored stored ->
          fields
              .put("reply_source", stored.source())
              .put("reply_height", stored.height())
              .put("reply_hash", stored.hash())
              .put("reply_length", stored.length());
      case CallReply.Trap trap -> fields.put("reply_trap", trap.kind());
    }
  }

  private static @Nullable JsonFields texts(@Nullable EventMetadata metadata) {
    if (metadata == null) {
      return null;
    }
    JsonFields texts = new JsonFields();
    metadata.texts().forEach(texts::put);
    return texts;
  }

  private static JsonFields origin(EventData.Origin origin) {
    return JsonFields.of("actor", origin.key().text())
        .put("height", origin.height())
        .put("block", origin.block());
  }

  private static @Nullable String time(@Nullable Long millis) {
    return millis == null ? null : FieldKind.time(millis);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
