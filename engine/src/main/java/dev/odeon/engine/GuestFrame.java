package dev.odeon.engine;

import org.jspecify.annotations.Nullable;

/**
 * A function on the stack of a guest that was stopped.
 *
 * @param function its index in the module
 * @param name its name in the name section, else that of its export or import; null if it has none
 */
public record GuestFrame(int function, @Nullable String name) {
  /** One line for people: {@code name (function 51)}, or {@code function 51}. */
  public String text() {
    return name == null ? "function " + function : "%s (function %d)".formatted(name, function);
  }
}
