package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.MessageId;
import dev.odeon.host.capability.MessageCapability.RequestEffect;
import dev.odeon.host.capability.MessageCapability.Response;
import dev.odeon.host.capability.MessageCapability.Withdrawal;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.effect.BlockEffects;
import dev.odeon.runtime.effect.EffectCodec;
import dev.odeon.runtime.effect.PlacedEffect;
import dev.odeon.runtime.index.RequestChange;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The ends of requests, as blocks tell them: as the turn's own reply, as the effect of a later
 * turn, or as a settlement.
 */
public final class RequestReplies {
  /** What almost all blocks end. */
  private static final SequencedMap<String, RequestEnd> NONE =
      Collections.unmodifiableSequencedMap(new LinkedHashMap<>());

  private RequestReplies() {}

  /** What the guest that takes the message {@code id} calls it. */
  public static String nameOf(MessageId id) {
    return TurnCalls.requestId(id);
  }

  /** How {@code block} ends the request {@code id}; null if it does not. */
  public static @Nullable RequestEnd of(EffectCodec codec, Block block, String id) {
    return of(codec.of(block), block.events(), id);
  }

  /** The same of a block of {@code events} with {@code effects}. */
  public static @Nullable RequestEnd of(BlockEffects effects, List<Event> events, String id) {
    RequestEnd later = ends(effects, events).get(id);
    if (later != null) {
      return later;
    }
    boolean itsOwn =
        events.getFirst().data() instanceof EventData.Message message
            && TurnCalls.requestId(message.id()).equals(id);
    return itsOwn && events.getLast().data() instanceof EventData.Reply(Bytes payload)
        ? new RequestEnd.Answered(payload)
        : null;
  }

  /** How a block of {@code events} with {@code effects} ends requests that earlier ones took. */
  public static SequencedMap<String, RequestEnd> ofEarlier(
      BlockEffects effects, List<Event> events) {
    SequencedMap<String, RequestEnd> ends = ends(effects, events);
    String own = ends.isEmpty() ? null : TurnCalls.ownRequest(events.getFirst());
    if (own != null) {
      ends.remove(own);
    }
    return ends;
  }

  /** All that it ends but by the reply of its own turn: the first word on each counts. */
  private static SequencedMap<String, RequestEnd> ends(BlockEffects effects, List<Event> events) {
    boolean settles = events.getFirst().data() instanceof EventData.Settlement;
    if (effects.isEmpty() && !settles) {
      return NONE;
    }
    SequencedMap<String, RequestEnd> ends = new LinkedHashMap<>(2);
    for (PlacedEffect<RequestEffect> each : effects.of(RequestEffect.class)) {
      RequestEnd end =
          switch (each.effect()) {
            case Response(_, Bytes payload) -> new RequestEnd.Answered(payload);
            case Withdrawal _ -> new RequestEnd.Withdrawn();
          };
      ends.putIfAbsent(each.effect().requestId(), end);
    }
    if (events.getFirst().data() instanceof EventData.Settlement settlement) {
      RequestEnd end =
          switch (events.getFirst().name()) {
            case "answered" -> new RequestEnd.Answered(answer(settlement));
            case "expired" -> new RequestEnd.Expired();
            default -> null;
          };
      if (end != null) {
        ends.put(nameOf(settlement.id()), end);
      }
    }
    return ends;
  }

  private static Bytes answer(EventData.Settlement settlement) {
    Bytes body = settlement.body();
    return body == null ? Bytes.empty() : body;
  }

  /** What {@code block} does to the requests of its actor. */
  public static RequestChange change(EffectCodec codec, Block block) {
    boolean may =
        block.has(EventKind.SETTLEMENT)
            || block.has(EventKind.OUTBOX)
            || leavesOpen(block.encodedEvents().getFirst(), block);
    return may
        ? change(codec.of(block), block.events(), block.header().outcome())
        : RequestChange.NONE;
  }

  /** Whether it looks as if the turn took a request and did not reply: cheap, of any block. */
  private static boolean leavesOpen(EncodedEvent cause, Block block) {
    return cause.is(EventKind.MESSAGE)
        && !block.has(EventKind.REPLY)
        && cause.name().equals(Message.Kind.REQUEST.function());
  }

  /** The same of a turn that ended as {@code outcome}, with {@code events} and {@code effects}. */
  public static RequestChange change(BlockEffects effects, List<Event> events, Outcome outcome) {
    Event cause = events.getFirst();
    String own = TurnCalls.ownRequest(cause);
    boolean open =
        own != null
            && !own.isEmpty()
            && outcome instanceof Outcome.Returned
            && of(effects, events, own) == null;
    List<String> ended = List.copyOf(ofEarlier(effects, events).keySet());
    return open
        ? new RequestChange(own, ((EventData.Message) cause.data()).deadlineMillis(), ended)
        : ended.isEmpty() ? RequestChange.NONE : new RequestChange(null, null, ended);
  }
}
