package dev.odeon.host;

import dev.odeon.component.WitFunction;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.CapabilityFunction.Deferred;
import dev.odeon.host.CapabilityFunction.Found;
import dev.odeon.host.CapabilityFunction.Immediate;
import dev.odeon.host.CapabilityFunction.Read;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of a capability as one actor may use it.
 *
 * @param grant how far it reaches
 */
record GrantedFunction<G>(CapabilityFunction<G> function, G grant) {
  String name() {
    return function.name();
  }

  WitFunction type() {
    return function.type();
  }

  CallKind kind() {
    return function.kind();
  }

  /**
   * Calls a read.
   *
   * @param recorded what was recorded of its answer, if that is to be read again
   */
  Found read(
      TurnContext turn, CallLog log, List<Object> args, HostReply.@Nullable Stored recorded) {
    return ((Read<G>) function)
        .body()
        .read(new GuestCall<>(turn, log, grant, CallPhase.READ, args, recorded));
  }

  /** Calls a deferred function. */
  Decision decide(TurnContext turn, CallLog log, CallPhase phase, List<Object> args) {
    return ((Deferred<G>) function)
        .body()
        .decide(new GuestCall<>(turn, log, grant, phase, args, null));
  }

  /** Calls an immediate function. */
  @Nullable Object call(
      TurnContext turn, CallLog log, CallPhase phase, String key, List<Object> args) {
    return ((Immediate<G>) function)
        .body()
        .call(new GuestCall<>(turn, log, grant, phase, args, null), key);
  }
}
