package dev.odeon.cli.actor;

import dev.odeon.base.Hash;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.CallReply;
import dev.odeon.chain.EventMetadata;
import dev.odeon.cli.TextFormat;

/** What an event says, for people. */
final class EventText {
  private static final int BRIEF = 60;

  private EventText() {}

  /** What the event says, on one short line. */
  static String brief(Event event) {
    return switch (event.data()) {
      case EventData.Message message ->
          TextFormat.brief(message.body(), BRIEF)
              + (message.id() == null
                  ? ""
                  : "  id " + TextFormat.brief(message.id().toString(), BRIEF))
              + (message.attempt() > 1 ? "  attempt " + message.attempt() : "");
      case EventData.Call call -> "args " + call.args().size() + " B  " + brief(call.reply());
      case EventData.Domain domain -> TextFormat.brief(domain.payload(), BRIEF);
      case EventData.State state -> state(state);
      case EventData.Reply reply -> TextFormat.brief(reply.payload(), BRIEF);
      case EventData.Outbox outbox ->
          "call " + outbox.callIndex() + "  args " + outbox.args().size() + " B";
      case EventData.Timer timer ->
          TextFormat.brief(timer.timer(), BRIEF)
              + (timer.body() == null ? "" : "  " + TextFormat.brief(timer.body(), BRIEF))
              + "  of block %d, call %d".formatted(timer.height(), timer.index());
      case EventData.Spawned spawned -> "module " + TextFormat.hash(spawned.module());
      case EventData.Upgraded upgraded -> "module " + TextFormat.hash(upgraded.module());
      case EventData.Reverted reverted -> "to block " + reverted.height();
      case EventData.Because because -> TextFormat.brief(because.reason(), BRIEF);
      case EventData.Child child -> child.child() + " at block " + child.height();
      case EventData.Note note -> TextFormat.brief(note.text(), BRIEF);
      case EventData.Settlement settlement -> settlement(settlement);
    };
  }

  private static String settlement(EventData.Settlement settlement) {
    EventMetadata metadata = settlement.metadata();
    String principal = metadata == null ? null : metadata.get("principal");
    return (settlement.body() == null ? "" : TextFormat.brief(settlement.body(), BRIEF) + "  ")
        + "id "
        + TextFormat.brief(settlement.id().toString(), BRIEF)
        + (principal == null ? "" : " by " + TextFormat.brief(principal, BRIEF))
        + (settlement.reason() == null ? "" : ": " + TextFormat.brief(settlement.reason(), BRIEF));
  }

  private static String state(EventData.State state) {
    Hash hash = state.hash();
    if (hash == null) {
      return "none";
    }
    return TextFormat.hash(hash)
        + "  "
        + TextFormat.size(state.length())
        + (state.bytes() == null ? "" : "  " + TextFormat.brief(state.bytes(), BRIEF));
  }

  private static String brief(CallReply reply) {
    return switch (reply) {
      case CallReply.Value value -> "reply " + value.result().size() + " B";
      case CallReply.Stored stored -> "reply " + TextFormat.hash(stored.hash());
      case CallReply.Trap trap -> "trapped " + trap.kind();
    };
  }
}
