package dev.odeon.host.capability;

import dev.odeon.base.Key;
import dev.odeon.component.ResultValue;
import dev.odeon.host.Capability;
import dev.odeon.host.GuestCall;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** {@code request} of {@code message-server-host}. */
final class ImmediateMessages {
  private ImmediateMessages() {}

  /**
   * {@code capability} with these functions.
   *
   * @param covers whether a grant reaches an actor
   */
  static <G> Capability<G> in(Capability<G> capability, BiPredicate<G, Key> covers) {
    return capability.immediate("request", (call, _) -> request(call, covers));
  }

  private static <G> ResultValue request(GuestCall<G> call, BiPredicate<G, Key> covers) {
    Key to = target(call);
    if (to == null) {
      return ResultValue.err(CallErrors.NO_SUCH_ACTOR);
    }
    return covers.test(call.grant(), to)
        ? call.service(ActorCalls.class).request(call, to, call.bytes(1))
        : ResultValue.err(CallErrors.NOT_GRANTED);
  }

  /** The actor that the first argument names; null if it names none. */
  static @Nullable Key target(GuestCall<?> call) {
    try {
      return Key.parse(call.self().tenant(), call.text(0));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
