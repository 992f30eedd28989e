package dev.odeon.runtime;

import dev.odeon.engine.Metering;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** A module made ready for blocks of other meterings than today's, if it is ever asked for. */
final class OlderCode {
  private final Function<Metering, GuestCode> make;

  /** Guarded by itself. */
  private final Map<Metering, GuestCode> made = new EnumMap<>(Metering.class);

  /** Code that {@code make} compiles and links. */
  OlderCode(Function<Metering, GuestCode> make) {
    this.make = make;
  }

  /**
   * The module under that metering.
   *
   * @throws ActorException if there is none of that number
   */
  GuestCode of(int metering) {
    Metering named;
    try {
      named = Metering.of(metering);
    } catch (IllegalArgumentException e) {
      throw new ActorException(
          ActorException.Reason.UNSUPPORTED, "the block cannot be run again: " + e.getMessage(), e);
    }
    synchronized (made) {
      GuestCode known = made.get(named);
      if (known != null) {
        return known;
      }
    }
    // Two that come together make it twice, and go on with the first.
    GuestCode code = make.apply(named);
    synchronized (made) {
      GuestCode first = made.putIfAbsent(named, code);
      return first == null ? code : first;
    }
  }
}
