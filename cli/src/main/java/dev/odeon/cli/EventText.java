package dev.odeon.cli;

import dev.odeon.base.Hash;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.CallReply;
import org.jspecify.annotations.Nullable;

/** What an event says, for people and for programs. */
final class EventText {
  private static final int BRIEF = 60;

  private EventText() {}

  /**
   * The event's kind, name and everything its data says; bytes as {@link Fields#bytes} has them.
   */
  static Fields fields(Event event) {
    Fields fields = Fields.of("kind", event.kind()).put("name", event.name());
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

  /** What the event says, on one short line. */
  static String brief(Event event) {
    return switch (event.data()) {
      case EventData.Message message ->
          Shown.brief(message.body(), BRIEF)
              + "  id "
              + Shown.brief(message.id().toString(), BRIEF)
              + (message.attempt() > 1 ? "  attempt " + message.attempt() : "");
      case EventData.Call call -> "args " + call.args().size() + " B  " + brief(call.reply());
      case EventData.Domain domain -> Shown.brief(domain.payload(), BRIEF);
      case EventData.State state -> state(state);
      case EventData.Reply reply -> Shown.brief(reply.payload(), BRIEF);
      case EventData.Outbox outbox ->
          "call " + outbox.callIndex() + "  args " + outbox.args().size() + " B";
      case EventData.Timer timer -> "of block " + timer.height() + ", call " + timer.index();
      case EventData.Spawned spawned -> "module " + Shown.hash(spawned.module());
      case EventData.Upgraded upgraded -> "module " + Shown.hash(upgraded.module());
      case EventData.Because because -> Shown.brief(because.reason(), BRIEF);
      case EventData.Child child -> child.child() + " at block " + child.height();
      case EventData.Note note -> Shown.brief(note.text(), BRIEF);
    };
  }

  private static String state(EventData.State state) {
    Hash hash = state.hash();
    if (hash == null) {
      return "none";
    }
    return Shown.hash(hash)
        + "  "
        + Shown.size(state.length())
        + (state.bytes() == null ? "" : "  " + Shown.brief(state.bytes(), BRIEF));
  }

  private static void reply(Fields fields, CallReply reply) {
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

  private static String brief(CallReply reply) {
    return switch (reply) {
      case CallReply.Value value -> "reply " + value.result().size() + " B";
      case CallReply.Stored stored -> "reply " + Shown.hash(stored.hash());
      case CallReply.Trap trap -> "trapped " + trap.kind();
    };
  }

  private static @Nullable String lower(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }
}
