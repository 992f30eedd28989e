package dev.odeon.engine;

/**
 * Something a module needs from outside.
 *
 * @param module the first of its two names, for WIT contracts the interface
 * @param name the second one
 * @param extern what it must be
 */
public record Import(String module, String name, Extern extern) {
  /** Both names, as people write them. */
  public String path() {
    return module + "." + name;
  }
}
