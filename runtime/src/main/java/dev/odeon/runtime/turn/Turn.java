package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.component.ResultValue;
import dev.odeon.engine.Limits;
import dev.odeon.engine.RunResult;
import dev.odeon.host.Diagnostics;
import dev.odeon.host.GuestModule;
import dev.odeon.host.HostCallBoundary;
import dev.odeon.host.HostCallRecord;
import dev.odeon.host.PluginResult;
import dev.odeon.runtime.HostCallEvents;
import dev.odeon.runtime.index.ChannelChanges;
import dev.odeon.runtime.timer.TimerEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of a guest and what came of it, as events. It reads no clock, no chain and no disk: the
 * same guest, call, state and boundary give the same result, live and in replay.
 *
 * @param outcome how the guest ended
 * @param events what goes into the block, the cause first
 * @param state the state after it: the one before unless the guest returned another
 * @param reply what the guest answered, or null
 * @param fuel what it used, in units, or null if no guest ran
 * @param result what the code has to say beside the turn; part of no block
 */
public record Turn(
    Outcome outcome,
    List<Event> events,
    @Nullable Bytes state,
    @Nullable Bytes reply,
    @Nullable Long fuel,
    @Nullable Object result) {
  /** The kind of trap of a turn that was broken off, ran again and did something else. */
  private static final String DIVERGED = "diverged";

  /** The longest reason of a rejection that is kept, in UTF-16 units. */
  static final int REASON_MAX = 4096;

  /**
   * What is to be called.
   *
   * @param causes the first events of the block: one, or the messages of a batch
   * @param function the guest's export
   * @param params its parameters after the state
   */
  record Call(List<Event> causes, String function, List<Object> params) {}

  /** A turn that ran no guest, on {@code state}: {@code events} tell all of it. */
  public static Turn unrun(List<Event> events, @Nullable Bytes state) {
    return new Turn(Outcome.RETURNED, events, state, null, null, null);
  }

  /** The same for a cause and what happened with it. */
  public static Turn unrun(Event cause, List<Event> more, @Nullable Bytes state) {
    List<Event> events = new ArrayList<>(1 + more.size());
    events.add(cause);
    events.addAll(more);
    return unrun(events, state);
  }

  /**
   * What the guest said beside what the block tells; nothing of a turn that ran at another time.
   */
  public Diagnostics diagnostics() {
    return switch (result) {
      case Diagnostics said -> said;
      case PluginResult plugin -> plugin.diagnostics();
      case null, default -> Diagnostics.NONE;
    };
  }

  /** What the turn made of the state, or null if it left it alone. */
  EventData.@Nullable State stateChange() {
    for (Event event : events) {
      if (event.data() instanceof EventData.State changed) {
        return changed;
      }
    }
    return null;
  }

  /**
   * The same with what follows from the turn beside what the guest did: once an actor was spawned,
   * the timers of its manifest are set.
   *
   * @param height the block that the turn becomes
   */
  Turn completed(Guest guest, long height, TimeAndSeed moment) {
    if (guest.timers().isEmpty()
        || !(events.getFirst().data() instanceof EventData.Spawned)
        || !(outcome instanceof Outcome.Returned)) {
      return this;
    }
    List<Event> all = new ArrayList<>(events);
    int at = 1;
    while (at < all.size()
        && !(all.get(at).data() instanceof EventData.State)
        && !(all.get(at).data() instanceof EventData.Reply)) {
      at++;
    }
    all.addAll(at, TimerEvents.set(guest.timers(), height, moment.timeMillis()));
    return new Turn(outcome, List.copyOf(all), state, reply, fuel, result);
  }

  /** Runs {@code call} on {@code state}. */
  static Turn run(
      GuestModule guest,
      Call call,
      @Nullable Bytes state,
      HostCallBoundary boundary,
      Limits limits) {
    RunResult<Object> ended =
        guest.call(
            call.function(), List.of(Optional.ofNullable(state), call.params()), boundary, limits);
    long fuel = ended.fuel();
    if (!ended.returned() || ended.value() == null) {
      return failed(ended.outcome(), call, state, boundary, ended);
    }
    return switch ((ResultValue) ended.value()) {
      case ResultValue.Err(Object reason) ->
          failed(new Outcome.Rejected(shortened((String) reason)), call, state, boundary, ended);
      case ResultValue.Ok(Object value) -> returned(call, state, boundary, (List<?>) value, fuel);
    };
  }

  private static Turn returned(
      Call call, @Nullable Bytes before, HostCallBoundary boundary, List<?> result, long fuel) {
    List<Event> events = new ArrayList<>(call.causes());
    for (HostCallRecord crossing : boundary.records()) {
      events.add(HostCallEvents.event(crossing));
    }
    Bytes after = (Bytes) ((Optional<?>) result.getFirst()).orElse(null);
    if (!Objects.equals(before, after)) {
      events.add(Event.state(after));
    }
    Bytes reply = reply(result);
    if (reply != null) {
      events.add(Event.of(call.function(), new EventData.Reply(reply)));
    }
    return new Turn(Outcome.RETURNED, List.copyOf(events), after, reply, fuel, null);
  }

  /**
   * Nothing that the turn deferred will happen, so what it posted is told as the plain calls they
   * were.
   */
  private static Turn failed(
      Outcome outcome,
      Call call,
      @Nullable Bytes state,
      HostCallBoundary boundary,
      RunResult<Object> ended) {
    Turn told = brokenOff(outcome, call.causes(), boundary.records(), state);
    Diagnostics said = Diagnostics.of(boundary.said(), Bytes.empty(), ended.trace());
    return new Turn(outcome, told.events(), state, null, ended.fuel(), said);
  }

  /**
   * A turn that did not come as far as its {@code crossings} tell when it ran before, and ends
   * here.
   */
  static Turn brokenOff(
      Outcome outcome, List<Event> causes, List<HostCallRecord> crossings, @Nullable Bytes state) {
    List<Event> events = new ArrayList<>(causes);
    for (HostCallRecord crossing : crossings) {
      events.add(HostCallEvents.event(crossing.withoutEffect()));
    }
    return new Turn(outcome, List.copyOf(events), state, null, null, null);
  }

  /** How a turn ends that runs again and does something else. */
  static Outcome diverged(String where) {
    return new Outcome.Trapped(DIVERGED, where);
  }

  /** Whether {@code outcome} is that. */
  public static boolean isDiverged(Outcome outcome) {
    return outcome instanceof Outcome.Trapped(String kind, _) && kind.equals(DIVERGED);
  }

  private static @Nullable Bytes reply(List<?> result) {
    if (result.size() < 2) {
      return null;
    }
    return switch (((List<?>) result.get(1)).getFirst()) {
      case List<?> accept ->
          new ChannelChanges.Acceptance(
                  (Boolean) accept.getFirst(), (Bytes) ((Optional<?>) accept.get(1)).orElse(null))
              .encoded();
      case Object reply -> (Bytes) ((Optional<?>) reply).orElse(null);
    };
  }

  private static String shortened(@Nullable String reason) {
    if (reason == null || reason.length() <= REASON_MAX) {
      return reason == null ? "" : reason;
    }
    int end =
        Character.isHighSurrogate(reason.charAt(REASON_MAX - 1)) ? REASON_MAX - 1 : REASON_MAX;
    return reason.substring(0, end) + "…";
  }
}
