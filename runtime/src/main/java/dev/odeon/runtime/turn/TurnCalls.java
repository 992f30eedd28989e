package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.engine.Limits;
import dev.odeon.host.Contract;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.index.ChannelChanges;
import dev.odeon.runtime.timer.TimerEvents;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each cause calls, the same live and in replay: a function of the event and of whose turn it
 * is.
 */
final class TurnCalls {
  private TurnCalls() {}

  /** Whether {@code cause} calls an actor. */
  static boolean calls(Event cause) {
    return cause.data() instanceof EventData.Spawned
        || cause.data() instanceof EventData.Message
        || TimerEvents.isFired(cause);
  }

  /** The call that {@code causes} make, or null if they run no guest. */
  static Turn.@Nullable Call of(Key key, List<Event> causes) {
    Event cause = causes.getFirst();
    return switch (cause.data()) {
      case EventData.Spawned _ -> new Turn.Call(causes, Contract.INIT, List.of(key.text()));
      case EventData.Message message ->
          new Turn.Call(
              causes,
              cause.name(),
              cause.name().equals(Contract.BATCH) ? bodies(causes) : params(key, cause, message));
      case EventData.Timer timer when TimerEvents.isFired(cause) && timer.body() != null ->
          new Turn.Call(causes, Message.Kind.SEND.function(), List.of(timer.body()));
      case EventData.Call _,
          EventData.Domain _,
          EventData.State _,
          EventData.Reply _,
          EventData.Outbox _,
          EventData.Timer _,
          EventData.Upgraded _,
          EventData.Reverted _,
          EventData.Because _,
          EventData.Child _,
          EventData.Note _,
          EventData.Settlement _ ->
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
  static String requestId(@Nullable MessageId id) {
    return switch (id) {
      case null -> "";
      case MessageId.Outside(String text) -> text;
      case MessageId.Sent sent -> sent.text();
    };
  }

  /** The most bytes of memory that the turn of {@code cause} had; null if all that is allowed. */
  private static @Nullable Long memoryBytesMax(Event cause) {
    return cause.data() instanceof EventData.Message(_, _, _, _, _, _, _, var limits, _)
            && limits != null
        ? limits.memoryBytes()
        : null;
  }

  /** What the turn of {@code cause} may use, but for what a replay knows better. */
  static Limits limits(Guest guest, Event cause) {
    Limits most = cause.data() instanceof EventData.Spawned ? guest.init() : guest.turn();
    Long memory = memoryBytesMax(cause);
    return memory == null ? most : most.withMemoryBytesMax(memory);
  }

  private static List<Object> bodies(List<Event> causes) {
    List<Object> bodies = new ArrayList<>(causes.size());
    for (Event cause : causes) {
      if (cause.data() instanceof EventData.Message message) {
        bodies.add(message.body());
      }
    }
    return bodies;
  }

  private static List<Object> params(Key key, Event cause, EventData.Message message) {
    if (cause.name().equals(Message.Kind.REQUEST.function())) {
      return List.of(requestId(message.id()), message.body());
    }
    return switch (cause.name()) {
      case Contract.HANDLE_CHANNEL_OPEN ->
          List.of(
              message.id() instanceof MessageId.Sent id
                  ? ChannelChanges.asked(id, key).text()
                  : requestId(message.id()),
              message.body());
      case Contract.HANDLE_CHANNEL_MESSAGE -> List.of(channel(message), message.body());
      case Contract.HANDLE_CHANNEL_CLOSE -> List.of(channel(message));
      default -> List.of(message.body());
    };
  }

  private static String channel(EventData.Message message) {
    String channel = ChannelChanges.channel(message.metadata());
    return channel == null ? "" : channel;
  }
}
