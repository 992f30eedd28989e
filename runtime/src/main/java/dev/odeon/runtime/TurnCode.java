package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Limits;
import dev.odeon.host.Border;
import org.jspecify.annotations.Nullable;

/**
 * A module that is linked and ready to take turns. A turn is a function of the {@link Occasion}: it
 * reads no clock, no chain and no disk, live and in replay.
 */
sealed interface TurnCode permits ActorCode, PluginCode {
  /** The module. */
  CompiledModule compiled();

  /** Whether it takes messages for its export {@code function}. */
  boolean takes(String function);

  /** Whether {@code cause} makes it run at all. */
  boolean runsOn(Event cause);

  /** Takes the turn that {@code on} asks for, which must be one that it {@link #runsOn}. */
  Turn run(Occasion on);

  /**
   * All that a turn depends on beside the code.
   *
   * @param key whose turn it is
   * @param cause the first event of the block
   * @param state the state before it; null for none
   * @param moment its time and seed
   * @param border what the guest's own calls go through
   * @param limits what it may use
   * @param cancellation how it is taken back
   */
  record Occasion(
      Key key,
      Event cause,
      @Nullable Bytes state,
      Moment moment,
      Border border,
      Limits limits,
      Cancellation cancellation) {}
}
