package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.component.ResultValue;
import dev.odeon.engine.Limits;
import dev.odeon.engine.Metering;
import dev.odeon.engine.RunResult;
import dev.odeon.host.Border;
import dev.odeon.host.Crossing;
import dev.odeon.host.GuestModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of a guest and what came of it, as events. It reads no clock, no chain and no disk: the
 * same guest, call, state and border give the same result, live and in replay.
 *
 * @param outcome how the guest ended
 * @param events what goes into the block, the cause first
 * @param state the state after it: the one before unless the guest returned another
 * @param reply what the guest answered, or null
 * @param fuel what it used, in units, or null if nothing was metered
 */
record Turn(
    Outcome outcome,
    List<Event> events,
    @Nullable Bytes state,
    @Nullable Bytes reply,
    @Nullable Long fuel) {
  /** The kind of trap of a turn that was broken off, ran again and did something else. */
  private static final String DIVERGED = "diverged";

  /** The longest reason of a rejection that is kept, in UTF-16 units. */
  static final int REASON_MAX = 4096;

  /**
   * What is to be called.
   *
   * @param cause the first event of the block
   * @param function the guest's export
   * @param params its parameters after the state
   */
  record Call(Event cause, String function, List<Object> params) {}

  /** What the turn made of the state, or null if it left it alone. */
  EventData.@Nullable State stateChange() {
    for (Event event : events) {
      if (event.data() instanceof EventData.State changed) {
        return changed;
      }
    }
    return null;
  }

  /** Runs {@code call} on {@code state}. */
  static Turn run(
      GuestModule guest, Call call, @Nullable Bytes state, Border border, Limits limits) {
    RunResult<Object> ended =
        guest.call(
            call.function(), List.of(Optional.ofNullable(state), call.params()), border, limits);
    Long fuel = guest.compiled().metering() == Metering.NONE ? null : ended.fuel();
    if (!ended.returned() || ended.value() == null) {
      return failed(ended.outcome(), call, state, border, fuel);
    }
    return switch ((ResultValue) ended.value()) {
      case ResultValue.Err(Object reason) ->
          failed(new Outcome.Rejected(shortened((String) reason)), call, state, border, fuel);
      case ResultValue.Ok(Object value) -> returned(call, state, border, (List<?>) value, fuel);
    };
  }

  private static Turn returned(
      Call call, @Nullable Bytes before, Border border, List<?> result, @Nullable Long fuel) {
    List<Event> events = new ArrayList<>();
    events.add(call.cause());
    for (Crossing crossing : border.crossings()) {
      events.add(Crossings.event(crossing));
    }
    Bytes after = (Bytes) ((Optional<?>) result.getFirst()).orElse(null);
    if (!Objects.equals(before, after)) {
      events.add(Event.state(after));
    }
    Bytes reply = reply(result);
    if (reply != null) {
      events.add(Event.of(call.function(), new EventData.Reply(reply)));
    }
    return new Turn(Outcome.RETURNED, List.copyOf(events), after, reply, fuel);
  }

  /**
   * Nothing that the turn deferred will happen, so what it posted is told as the plain calls they
   * were.
   */
  private static Turn failed(
      Outcome outcome, Call call, @Nullable Bytes state, Border border, @Nullable Long fuel) {
    Turn told = brokenOff(outcome, call.cause(), border.crossings(), state);
    return new Turn(outcome, told.events(), state, null, fuel);
  }

  /**
   * A turn that did not come as far as its {@code crossings} tell when it ran before, and ends
   * here.
   */
  static Turn brokenOff(
      Outcome outcome, Event cause, List<Crossing> crossings, @Nullable Bytes state) {
    List<Event> events = new ArrayList<>();
    events.add(cause);
    for (Crossing crossing : crossings) {
      events.add(Crossings.event(crossing.withoutEffect()));
    }
    return new Turn(outcome, List.copyOf(events), state, null, null);
  }

  /** How a turn ends that runs again and does something else. */
  static Outcome diverged(String where) {
    return new Outcome.Trapped(DIVERGED, where);
  }

  /** Whether {@code outcome} is that. */
  static boolean isDiverged(Outcome outcome) {
    return outcome instanceof Outcome.Trapped(String kind, _) && kind.equals(DIVERGED);
  }

  private static @Nullable Bytes reply(List<?> result) {
    if (result.size() < 2) {
      return null;
    }
    List<?> answers = (List<?>) result.get(1);
    return (Bytes) ((Optional<?>) answers.getFirst()).orElse(null);
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
