package dev.odeon.host.capability;

import dev.odeon.component.ResultValue;
import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction.Found;
import dev.odeon.host.CapabilityFunction.Source;
import dev.odeon.host.GrantType;
import dev.odeon.host.GuestCall;

/** {@code random}: bytes, numbers and UUIDs that follow from the seed of the turn. */
public final class RandomCapability {
  /** The most bytes one call of {@code random-bytes} answers. */
  public static final long BYTES_MAX = 1 << 20;

  private RandomCapability() {}

  static Capability<GrantType.Whole> capability() {
    return Capability.of(OwnCapabilities.wit("random"))
        .read("random-bytes", Source.TURN, RandomCapability::bytes)
        .read("random-range", Source.TURN, RandomCapability::range)
        .read(
            "random-float",
            Source.TURN,
            call -> Found.value(ResultValue.ok(call.random().nextFloat())))
        .read(
            "generate-uuid",
            Source.TURN,
            call -> Found.value(ResultValue.ok(call.random().nextUuid().toString())));
  }

  private static Found bytes(GuestCall<GrantType.Whole> call) {
    long count = call.number(0);
    return Found.value(
        count <= BYTES_MAX
            ? ResultValue.ok(call.random().next((int) count))
            : ResultValue.err("at most " + BYTES_MAX + " random bytes a call"));
  }

  private static Found range(GuestCall<GrantType.Whole> call) {
    long min = call.number(0);
    long max = call.number(1);
    return Found.value(
        Long.compareUnsigned(min, max) < 0
            ? ResultValue.ok(call.random().nextBetween(min, max))
            : ResultValue.err("the range is empty: min must be under max"));
  }
}
