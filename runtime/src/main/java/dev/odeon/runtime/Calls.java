package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.host.Contract;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each cause calls, the same live and in replay: a function of the event and of whose turn it
 * is.
 */
final class Calls {
  private Calls() {}

  /** Whether {@code cause} calls an actor. */
  static boolean calls(Event cause) {
    return cause.data() instanceof EventData.Spawned || cause.data() instanceof EventData.Message;
  }

  /** The call that {@code cause} makes, or null if it runs no guest. */
  static Turn.@Nullable Call of(Key key, Event cause) {
    return switch (cause.data()) {
      case EventData.Spawned _ -> new Turn.Call(cause, Contract.INIT, List.of(key.text()));
      case EventData.Message message -> new Turn.Call(cause, cause.name(), params(cause, message));
      case EventData.Call _,
          EventData.Domain _,
          EventData.State _,
          EventData.Reply _,
          EventData.Outbox _,
          EventData.Timer _,
          EventData.Upgraded _,
          EventData.Because _,
          EventData.Child _,
          EventData.Note _ ->
          null;
    };
  }

  /**
   * The state that {@code cause} begins with: a spawn's is its argument, any other's the one
   * before.
   */
  static @Nullable Bytes stateBefore(Event cause, @Nullable Bytes state) {
    return cause.data() instanceof EventData.Spawned spawned ? spawned.init() : state;
  }

  /** The request that {@code cause} is, as the guest calls it; null if it is none. */
  static @Nullable String ownRequest(Event cause) {
    return cause.name().equals(Message.Kind.REQUEST.function())
            && cause.data() instanceof EventData.Message message
        ? requestId(message.id())
        : null;
  }

  /** What the guest calls a request. */
  static String requestId(MessageId id) {
    return switch (id) {
      case MessageId.Outside(String text) -> text;
      case MessageId.Sent(Key sender, long height, long index) ->
          sender.text() + "/" + height + "/" + index;
      case MessageId.Run _ -> "";
    };
  }

  private static List<Object> params(Event cause, EventData.Message message) {
    return cause.name().equals(Message.Kind.REQUEST.function())
        ? List.of(requestId(message.id()), message.body())
        : List.of(message.body());
  }
}
