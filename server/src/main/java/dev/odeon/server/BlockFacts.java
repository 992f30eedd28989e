package dev.odeon.server;

import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.CallReply;
import dev.odeon.protocol.Facts;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a block says, as facts. */
final class BlockFacts {
  private BlockFacts() {}

  /** The block's header and what its events say. */
  static Facts of(Block block) {
    List<Facts> events = new ArrayList<>();
    for (Event event : block.events()) {
      events.add(of(event));
    }
    return head(block).putAll("events", events);
  }

  /** The block as it is kept, for who checks it or reads it with the formats' pages. */
  static Facts raw(Block block) {
    return head(block)
        .putBase64("header", block.headerBytes())
        .putTexts(
            "events_base64",
            block.eventBytes().stream()
                .map(bytes -> Base64.getEncoder().encodeToString(bytes.toArray()))
                .toList());
  }

  private static Facts head(Block block) {
    return new Facts()
        .put("height", block.height())
        .put("hash", block.hash().toString())
        .put("time_ms", block.header().timeMillis())
        .putAll(outcome(block.header().outcome()))
        .putNumber("fuel", block.header().fuel());
  }

  /** The outcome's name and its details. */
  static Facts outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Returned _ -> Facts.of("outcome", "returned");
      case Outcome.Rejected(String reason) -> Facts.of("outcome", "rejected").put("reason", reason);
      case Outcome.Trapped(String kind, String where) ->
          Facts.of("outcome", "trapped").put("kind", kind).put("where", where);
      case Outcome.Exhausted(Outcome.Limit limit) ->
          Facts.of("outcome", "exhausted").put("limit", limit.toString());
      case Outcome.Cancelled _ -> Facts.of("outcome", "cancelled");
    };
  }

  private static Facts of(Event event) {
    Facts facts = Facts.of("kind", event.kind().toString()).put("name", event.name());
    switch (event.data()) {
      case EventData.Message message ->
          facts
              .put("id", message.id().toString())
              .put("lane", lower(message.lane()))
              .put("attempt", message.attempt())
              .put("body", message.body())
              .put("correlation", message.correlation())
              .put("causation", text(message.causation()))
              .putNumber("deadline_ms", message.deadlineMillis());
      case EventData.Call call -> {
        facts.put("class", lower(call.callClass())).put("args", call.args());
        reply(facts, call.reply());
      }
      case EventData.Domain domain -> facts.put("payload", domain.payload());
      case EventData.State state ->
          facts
              .put("hash", text(state.hash()))
              .put("length", state.length())
              .put("bytes", state.bytes());
      case EventData.Reply reply -> facts.put("payload", reply.payload());
      case EventData.Outbox outbox ->
          facts
              .put("call_index", outbox.callIndex())
              .put("args", outbox.args())
              .put("reply", outbox.reply());
      case EventData.Timer timer ->
          facts
              .put("set_at_height", timer.height())
              .put("index", timer.index())
              .putNumber("due_ms", timer.dueMillis());
      case EventData.Spawned spawned ->
          facts
              .put("module", text(spawned.module()))
              .put("manifest", text(spawned.manifest()))
              .put("parent", text(spawned.parent()))
              .put("init", spawned.init());
      case EventData.Upgraded upgraded ->
          facts.put("module", text(upgraded.module())).put("manifest", text(upgraded.manifest()));
      case EventData.Because because -> facts.put("reason", because.reason());
      case EventData.Child child ->
          facts
              .put("child", text(child.child()))
              .put("child_height", child.height())
              .put("detail", child.detail());
      case EventData.Note note -> facts.put("text", note.text());
    }
    return facts;
  }

  private static void reply(Facts facts, CallReply reply) {
    switch (reply) {
      case CallReply.Value value -> facts.put("reply", value.result());
      case CallReply.Stored stored ->
          facts
              .put("reply_source", text(stored.source()))
              .putNumber("reply_height", stored.height())
              .put("reply_hash", text(stored.hash()))
              .put("reply_length", stored.length());
      case CallReply.Trap trap -> facts.put("reply_trap", trap.kind());
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
