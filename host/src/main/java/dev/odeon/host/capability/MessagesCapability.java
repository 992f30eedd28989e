package dev.odeon.host.capability;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Priority;
import dev.odeon.component.ResultValue;
import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.CapabilityFunction.Source;
import dev.odeon.host.GuestCall;
import dev.odeon.host.capability.MessageCapability.Send;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code messages}: sends with options. A manifest narrows it to {@code targets}. */
final class MessagesCapability {
  /** The most bytes of UTF-8 that a correlation may have. */
  private static final int CORRELATION_BYTES_MAX = 256;

  /** In the order of the enum. */
  private static final List<Priority> PRIORITIES =
      List.of(Priority.HIGH, Priority.NORMAL, Priority.LOW);

  private static final long DEADLINE_MILLIS_MAX = Duration.ofDays(36_500).toMillis();

  private MessagesCapability() {}

  static Capability<Targets> capability() {
    return Capability.of(OwnCapabilities.wit("messages"), Targets.GRANTS)
        .deferred(
            "send-with",
            Source.TURN,
            MessagesCapability::send,
            Send.class,
            (actor, args, _) ->
                new Send(
                    Key.parse(actor.tenant(), (String) args.getFirst()),
                    (Bytes) args.get(1),
                    options(args)));
  }

  private static Send.Options options(List<Object> args) {
    List<?> fields = (List<?>) args.get(2);
    Number priority = (Number) optional(fields.get(0));
    return new Send.Options(
        priority == null ? null : PRIORITIES.get(priority.intValue()),
        (Long) optional(fields.get(1)),
        (String) optional(fields.get(2)));
  }

  private static @Nullable Object optional(@Nullable Object value) {
    return value == null ? null : ((Optional<?>) value).orElse(null);
  }

  private static Decision send(GuestCall<Targets> call) {
    Send.Options options = options(call.args());
    String correlation = options.correlation();
    Long deadline = options.deadlineMillis();
    if (correlation != null && !isCorrelation(correlation)) {
      return refused(
          "a correlation has 1 to %d bytes of UTF-8 without control characters"
              .formatted(CORRELATION_BYTES_MAX));
    }
    if (deadline != null && (deadline < 0 || deadline > DEADLINE_MILLIS_MAX)) {
      return refused("a deadline is at most %d ms ahead".formatted(DEADLINE_MILLIS_MAX));
    }
    return OneWayMessages.send(call);
  }

  private static boolean isCorrelation(String text) {
    int size = Bytes.utf8(text).size();
    return size >= 1
        && size <= CORRELATION_BYTES_MAX
        && text.codePoints().noneMatch(Character::isISOControl);
  }

  private static Decision refused(String why) {
    return new Decision(false, ResultValue.err(why));
  }
}
