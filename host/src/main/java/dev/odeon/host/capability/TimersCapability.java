package dev.odeon.host.capability;

import dev.odeon.base.Bytes;
import dev.odeon.component.ResultValue;
import dev.odeon.host.CallPhase;
import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.CapabilityFunction.Found;
import dev.odeon.host.CapabilityFunction.Source;
import dev.odeon.host.GrantType;
import dev.odeon.host.GuestCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code timers}: set, cancel, list. */
final class TimersCapability {
  /** The most bytes of UTF-8 that a name may have. */
  private static final int NAME_BYTES_MAX = 256;

  /** How far ahead of the turn a timer may be due. */
  private static final Duration AHEAD_MAX = Duration.ofDays(36_525);

  private TimersCapability() {}

  static Capability<GrantType.Whole> capability() {
    return Capability.of(OwnCapabilities.wit("timers"))
        .deferred(
            "set",
            Source.HOME,
            TimersCapability::set,
            TimerChange.class,
            (_, args, _) ->
                new TimerChange.Set((String) args.get(0), (Long) args.get(1), (Bytes) args.get(2)))
        .deferred(
            "cancel",
            Source.HOME,
            TimersCapability::cancel,
            TimerChange.class,
            (_, args, _) -> new TimerChange.Cancelled((String) args.getFirst()))
        .read("list", Source.HOME, TimersCapability::list);
  }

  /** What the turn changed itself: when each timer is due, null for one that it took back. */
  private static final class Changes {
    private final Map<String, @Nullable Long> due = new HashMap<>(2);

    /** How many timers there are more than before the turn. */
    private int more;

    /** When {@code name} is due, as of now; null if it does not wait. */
    @Nullable Long due(OwnTimers timers, String name) {
      return due.containsKey(name) ? due.get(name) : timers.due(name);
    }

    void put(OwnTimers timers, String name, @Nullable Long dueMillis) {
      more += (dueMillis == null ? 0 : 1) - (due(timers, name) == null ? 0 : 1);
      due.put(name, dueMillis);
    }
  }

  private static Decision set(GuestCall<GrantType.Whole> call) {
    String name = call.text(0);
    long due = call.number(1);
    return decided(call, name, due, refusal(call, name, due, call.bytes(2)));
  }

  private static Decision cancel(GuestCall<GrantType.Whole> call) {
    String name = call.text(0);
    String refusal = null;
    if (call.phase() == CallPhase.DECIDE) {
      OwnTimers timers = call.service(OwnTimers.class);
      refusal = timers.refusal(name);
      if (refusal == null && changes(call).due(timers, name) == null) {
        refusal = "no timer '%s' waits".formatted(name);
      }
    }
    return decided(call, name, null, refusal);
  }

  private static Decision decided(
      GuestCall<GrantType.Whole> call, String name, @Nullable Long due, @Nullable String refusal) {
    if (call.phase() == CallPhase.REFUSE || refusal != null) {
      return new Decision(false, ResultValue.err(refusal == null ? "" : refusal));
    }
    changes(call).put(call.service(OwnTimers.class), name, due);
    return new Decision(true, ResultValue.OK);
  }

  private static @Nullable String refusal(
      GuestCall<GrantType.Whole> call, String name, long due, Bytes body) {
    if (call.phase() != CallPhase.DECIDE) {
      return null; // what was accepted once is accepted again
    }
    int size = Bytes.utf8(name).size();
    if (size < 1 || size > NAME_BYTES_MAX) {
      return "the name of a timer has 1 to %d bytes of UTF-8, this one has %d"
          .formatted(NAME_BYTES_MAX, size);
    }
    if (name.codePoints().anyMatch(Character::isISOControl)) {
      return "the name of a timer has no control characters, this one has";
    }
    if (due < 0 || due - call.timeMillis() > AHEAD_MAX.toMillis()) {
      return "a timer is due within 100 years, this one is not: its time is in milliseconds since 1970";
    }
    OwnTimers timers = call.service(OwnTimers.class);
    if (body.size() > timers.bodyBytesMax()) {
      return String.format(
          Locale.ROOT,
          "the body of a timer has at most %,d bytes, this one has %,d",
          timers.bodyBytesMax(),
          body.size());
    }
    String refusal = timers.refusal(name);
    if (refusal != null) {
      return refusal;
    }
    Changes changes = changes(call);
    return changes.due(timers, name) == null ? timers.full(changes.more) : null;
  }

  private static Found list(GuestCall<GrantType.Whole> call) {
    SortedMap<String, Long> all = new TreeMap<>(call.service(OwnTimers.class).all());
    changes(call)
        .due
        .forEach((name, due) -> {
          if (due == null) {
            all.remove(name);
          } else {
            all.put(name, due);
          }
        });
    List<Object> listed = new ArrayList<>(all.size());
    all.forEach((name, due) -> listed.add(List.of(name, due)));
    return Found.value(listed);
  }

  private static Changes changes(GuestCall<GrantType.Whole> call) {
    return call.perTurn(Changes.class, Changes::new);
  }
}
