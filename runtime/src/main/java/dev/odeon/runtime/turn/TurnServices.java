package dev.odeon.runtime.turn;

/** Finds a service of a turn by its type. */
final class TurnServices {
  private TurnServices() {}

  /**
   * The one of {@code services} that is a {@code type}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static <T> T of(Class<T> type, Object... services) {
    for (Object service : services) {
      if (type.isInstance(service)) {
        return type.cast(service);
      }
    }
    throw new IllegalArgumentException("a turn offers no " + type.getSimpleName());
  }
}
