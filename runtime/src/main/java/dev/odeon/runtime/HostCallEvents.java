package dev.odeon.runtime;

import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.CallReply;
import dev.odeon.host.CallKind;
import dev.odeon.host.HostCallRecord;
import dev.odeon.host.HostReply;
import java.util.ArrayList;
import java.util.List;

/** What crossed a guest's boundary, written as events of its chain and read back. */
public final class HostCallEvents {
  private HostCallEvents() {}

  /** The event that records {@code crossing}. */
  public static Event event(HostCallRecord crossing) {
    return switch (crossing) {
      case HostCallRecord.Note(_, String line) -> Event.note(line);
      case HostCallRecord.Posted(int index, String name, var args, var reply) ->
          Event.of(name, new EventData.Outbox(index, args, reply));
      case HostCallRecord.HostCall(CallKind kind, String name, var args, HostReply reply) ->
          Event.of(name, new EventData.Call(callClass(kind), args, recorded(reply)));
    };
  }

  /** The crossings among {@code events}, in order. */
  public static List<HostCallRecord> of(List<Event> events) {
    List<HostCallRecord> crossings = new ArrayList<>();
    for (Event event : events) {
      switch (event.data()) {
        case EventData.Note(String line) ->
            crossings.add(new HostCallRecord.Note(event.name(), line));
        case EventData.Outbox(long index, var args, var reply) ->
            crossings.add(
                new HostCallRecord.Posted(Math.toIntExact(index), event.name(), args, reply));
        case EventData.Call(var kind, var args, var reply) ->
            crossings.add(
                new HostCallRecord.HostCall(
                    CallKind.of(kind.code()), event.name(), args, replayed(reply)));
        case EventData.Message _,
            EventData.Domain _,
            EventData.State _,
            EventData.Reply _,
            EventData.Timer _,
            EventData.Lifecycle _,
            EventData.Child _,
            EventData.Settlement _ -> {}
      }
    }
    return crossings;
  }

  private static EventData.CallClass callClass(CallKind kind) {
    return switch (kind) {
      case DEFERRED -> EventData.CallClass.DEFERRED;
      case IMMEDIATE -> EventData.CallClass.IMMEDIATE;
      case READ -> EventData.CallClass.READ;
    };
  }

  private static CallReply recorded(HostReply reply) {
    return switch (reply) {
      case HostReply.Value(var encoded) -> new CallReply.Value(encoded);
      case HostReply.Stored(var source, var height, var hash, long size) ->
          new CallReply.Stored(source, height, hash, size);
      case HostReply.Trapped(String kind) -> new CallReply.Trap(kind);
    };
  }

  private static HostReply replayed(CallReply reply) {
    return switch (reply) {
      case CallReply.Value(var result) -> new HostReply.Value(result);
      case CallReply.Stored(var source, var height, var hash, long length) ->
          new HostReply.Stored(source, height, hash, length);
      case CallReply.Trap(String kind) -> new HostReply.Trapped(kind);
    };
  }
}
