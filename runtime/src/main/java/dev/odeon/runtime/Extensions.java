package dev.odeon.runtime;

import dev.odeon.chain.BlockIndex;
import dev.odeon.host.Capabilities;
import dev.odeon.host.Capability;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.runtime.effect.EffectHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program adds to a home that it opens: what guests can be granted, what is done for their
 * deferred calls, and what is kept of the blocks. Immutable.
 *
 * @param capabilities all that guests can be granted, Odeon's own included
 * @param effects the handlers of effects that are not Odeon's own
 * @param indices derived data that is kept for each segment of the log
 */
public record Extensions(
    Capabilities capabilities, List<EffectHandler<?>> effects, List<BlockIndex> indices) {
  /** Copies the lists. */
  public Extensions {
    effects = List.copyOf(effects);
    indices = List.copyOf(indices);
  }

  /** Nothing: Odeon as it is. */
  public static Extensions none() {
    return of(OwnCapabilities.all());
  }

  /** These capabilities alone. */
  public static Extensions of(Capabilities capabilities) {
    return new Extensions(capabilities, List.of(), List.of());
  }

  /** The same with one more capability. */
  public Extensions with(Capability<?> capability) {
    return new Extensions(capabilities.with(capability), effects, indices);
  }

  /** The same with a handler for the effects of deferred functions. */
  public Extensions with(EffectHandler<?> handler) {
    return new Extensions(capabilities, plus(effects, handler), indices);
  }

  /** The same with derived data of its own. */
  public Extensions with(BlockIndex index) {
    return new Extensions(capabilities, effects, plus(indices, index));
  }

  private static <T> List<T> plus(List<T> list, T more) {
    List<T> all = new ArrayList<>(list);
    all.add(more);
    return all;
  }
}
