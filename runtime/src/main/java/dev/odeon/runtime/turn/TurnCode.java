package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Limits;
import dev.odeon.host.HostCallBoundary;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A module that is linked and ready to take turns. A turn is a function of the {@link TurnInput}:
 * it reads no clock, no chain and no disk, live and in replay.
 */
public interface TurnCode {
  /** The module. */
  CompiledModule compiled();

  /** Whether it takes messages for its export {@code function}. */
  default boolean takes(String function) {
    return exports().contains(function);
  }

  /** The exports that messages may be for. */
  Set<String> exports();

  /** Whether {@code cause} makes it run at all. */
  boolean runsOn(Event cause);

  /** Takes the turn that {@code on} asks for, which must be one that it {@link #runsOn}. */
  Turn run(TurnInput on);

  /**
   * All that a turn depends on beside the code.
   *
   * @param key whose turn it is
   * @param causes the first event of the block, or the messages of a batch
   * @param state the state before it; null for none
   * @param moment its time and seed
   * @param boundary what the guest's own calls go through
   * @param limits what it may use
   * @param cancellation by which it is cancelled
   */
  record TurnInput(
      Key key,
      List<Event> causes,
      @Nullable Bytes state,
      TimeAndSeed moment,
      HostCallBoundary boundary,
      Limits limits,
      Cancellation cancellation) {
    /** The first event of the block. */
    Event cause() {
      return causes.getFirst();
    }
  }
}
