package dev.odeon.service;

import dev.odeon.base.Outcome;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.CallReply;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.TurnResult;
import java.util.Locale;

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
              .put("deadline_ms", message.deadlineMillis());
      case EventData.Call call -> {
        fields.put("class", lower(call.callClass())).bytes("args", call.args());
        reply(fields, call.reply());
      }
      case EventData.Domain domain -> fields.bytes("payload", domain.payload());
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
              .put("set_at_height", timer.height())
              .put("index", timer.index())
              .put("due_ms", timer.dueMillis());
      case EventData.Spawned spawned ->
          fields
              .put("module", spawned.module())
              .put("manifest", spawned.manifest())
              .put("parent", spawned.parent())
              .bytes("init", spawned.init());
      case EventData.Upgraded upgraded ->
          fields.put("module", upgraded.module()).put("manifest", upgraded.manifest());
      case EventData.Because because -> fields.put("reason", because.reason());
      case EventData.Child child ->
          fields
              .put("child", child.child())
              .put("child_height", child.height())
              .bytes("detail", child.detail());
      case EventData.Note note -> fields.put("text", note.text());
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

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
