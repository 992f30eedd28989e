package dev.odeon.host.capability;

import dev.odeon.base.Bytes;
import dev.odeon.component.ResultValue;
import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.CapabilityFunction.Found;
import dev.odeon.host.CapabilityFunction.Source;
import dev.odeon.host.GrantType;
import dev.odeon.host.GuestCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code runtime}: log, get-chain, shutdown. Always granted. */
public final class RuntimeCapability {
  /** The name it is granted by. */
  public static final String NAME = "runtime";

  /** The most events {@code get-chain} answers. */
  public static final int CHAIN_EVENTS_MAX = 1_000;

  private RuntimeCapability() {}

  /**
   * The effect of {@code shutdown}: the actor is stopped.
   *
   * @param data what it gave as its result, if anything
   */
  public record Shutdown(@Nullable Bytes data) {}

  static Capability<GrantType.Whole> capability() {
    return Capability.of(OwnCapabilities.wit(NAME))
        .note("log")
        .read("get-chain", Source.HOME, RuntimeCapability::chain)
        .deferred(
            "shutdown",
            Source.TURN,
            _ -> new Decision(true, ResultValue.OK),
            Shutdown.class,
            (_, args, _) -> new Shutdown((Bytes) ((Optional<?>) args.getFirst()).orElse(null)));
  }

  private static Found chain(GuestCall<GrantType.Whole> call) {
    OwnChain chain = call.service(OwnChain.class);
    long height = call.recordedHeight().orElseGet(chain::durableHeight);
    if (height < 0) {
      // Before its first block is durable an actor has no chain that could be named.
      return Found.value(List.of(List.of()));
    }
    List<Object> events = new ArrayList<>();
    for (OwnChain.PastEvent event : chain.events(height, CHAIN_EVENTS_MAX, call.outputBytesMax())) {
      Optional<Object> parent = event.parent().map(hash -> (Object) hash);
      events.add(List.of(event.hash(), List.of(event.type(), parent, event.data())));
    }
    return Found.stored(List.of(events), call.self(), height);
  }
}
