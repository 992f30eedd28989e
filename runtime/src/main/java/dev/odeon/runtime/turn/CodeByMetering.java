package dev.odeon.runtime.turn;

import dev.odeon.engine.Metering;
import dev.odeon.runtime.ActorException;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** A module made ready for blocks of other meterings than today's, if it is ever asked for. */
final class CodeByMetering {
  private final Function<Metering, TurnCode> make;

  /** Guarded by itself. */
  private final Map<Metering, TurnCode> made = new EnumMap<>(Metering.class);

  /** Code that {@code make} compiles and links. */
  CodeByMetering(Function<Metering, TurnCode> make) {
    this.make = make;
  }

  /**
   * The module under that metering.
   *
   * @throws ActorException if there is none of that number
   */
  TurnCode of(int metering) {
    Metering named;
    try {
      named = Metering.of(metering);
    } catch (IllegalArgumentException e) {
      throw new ActorException(
          ActorException.Reason.UNSUPPORTED,
          "the block cannot be re-executed: " + e.getMessage(),
          e);
    }
    synchronized (made) {
      TurnCode known = made.get(named);
      if (known != null) {
        return known;
      }
    }
    // Two that come together make it twice, and go on with the first.
    TurnCode code = make.apply(named);
    synchronized (made) {
      TurnCode first = made.putIfAbsent(named, code);
      return first == null ? code : first;
    }
  }
}
