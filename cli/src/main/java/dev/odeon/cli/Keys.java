package dev.odeon.cli;

import dev.odeon.base.Key;
import java.util.function.Supplier;

/** Reads what people write for an actor. */
public final class Keys {
  private static final int SHOWN = 80;

  private Keys() {}

  /**
   * The key of the actor that {@code text} names, in the form that people write and read.
   *
   * @throws Failure if it names none
   */
  public static Key of(Console console, String text) {
    return key(console, text, () -> Key.parse(console.tenant(), text));
  }

  /**
   * The command's tenant.
   *
   * @throws Failure if it cannot be one
   */
  public static String tenant(Console console) {
    try {
      return new Key(console.tenant(), Key.DEFAULT_CATEGORY, "any").tenant();
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "--tenant: " + TextFormat.brief(String.valueOf(e.getMessage()), 2 * SHOWN));
    }
  }

  private static Key key(Console console, String text, Supplier<Key> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "'%s' of tenant '%s' can be no actor: %s"
              .formatted(
                  TextFormat.brief(text, SHOWN),
                  TextFormat.brief(console.tenant(), SHOWN),
                  e.getMessage()));
    }
  }
}
