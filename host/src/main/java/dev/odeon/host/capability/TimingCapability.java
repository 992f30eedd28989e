package dev.odeon.host.capability;

import dev.odeon.base.TimeText;
import dev.odeon.component.ResultValue;
import dev.odeon.host.CallPhase;
import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.CapabilityFunction.Found;
import dev.odeon.host.CapabilityFunction.Source;
import dev.odeon.host.GrantTable;
import dev.odeon.host.GrantType;
import dev.odeon.host.GuestCall;
import java.time.Duration;
import java.util.List;

/**
 * {@code timing}: now, the time of the turn; sleep and deadline, which only the machine feels. A
 * manifest narrows it to {@code longest_sleep}.
 */
public final class TimingCapability {
  /** No turn lasts longer. */
  private static final long MILLIS_MAX = Duration.ofDays(36_500).toMillis();

  private static final GrantType<Longest> GRANTS =
      new GrantType<>(List.of("longest_sleep"), TimingCapability::longest);

  private TimingCapability() {}

  /** The longest sleep that is granted. */
  private record Longest(Duration sleep, String text) {}

  /**
   * The effect of {@code deadline}, which it had while the turn ran.
   *
   * @param millis what the turn had from then on, in milliseconds
   */
  public record TurnDeadline(long millis) {}

  static Capability<?> capability() {
    return Capability.of(OwnCapabilities.wit("timing"), GRANTS)
        .read("now", Source.TURN, call -> Found.value(call.timeMillis()))
        .read("sleep", TimingCapability::sleep)
        .deferred(
            "deadline",
            Source.TURN,
            TimingCapability::deadline,
            TurnDeadline.class,
            (_, args, _) -> new TurnDeadline(millis((Long) args.getFirst())));
  }

  /** An unsigned number of milliseconds, as far as it means anything. */
  private static long millis(long unsigned) {
    return unsigned < 0 ? MILLIS_MAX : Math.min(unsigned, MILLIS_MAX);
  }

  private static Found sleep(GuestCall<Longest> call) {
    Duration time = Duration.ofMillis(millis(call.number(0)));
    if (time.compareTo(call.grant().sleep()) > 0) {
      return Found.value(
          ResultValue.err("a sleep is at most %s here".formatted(call.grant().text())));
    }
    return switch (call.service(Parking.class).park(call.run())) {
      case Parking.Overloaded(String reason) -> Found.value(ResultValue.err(reason));
      case Parking.Place place -> {
        try (place) {
          var _ = place.sleep(time);
        }
        yield Found.value(ResultValue.OK);
      }
    };
  }

  private static Decision deadline(GuestCall<Longest> call) {
    // A turn that runs again had its time before.
    if (call.phase() == CallPhase.DECIDE) {
      call.run().atMost(Duration.ofMillis(millis(call.number(0))));
    }
    return new Decision(call.phase() != CallPhase.REFUSE, ResultValue.OK);
  }

  private static Longest longest(GrantTable table) {
    String text = table.text("longest_sleep");
    try {
      return text == null
          ? new Longest(Duration.ofMillis(MILLIS_MAX), "")
          : new Longest(TimeText.parse(text), text);
    } catch (IllegalArgumentException e) {
      throw table.wrong("longest_sleep", String.valueOf(e.getMessage()));
    }
  }
}
