package dev.odeon.component;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An interface of a WIT package: its types and functions by name, in source order.
 *
 * @param name the name without package and version, such as {@code store}
 * @param types its types by name
 * @param functions its functions by name
 */
public record Interface(String name, Map<String, Type> types, Map<String, WitFunction> functions) {
  /** Copies both maps. */
  public Interface {
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
  }

  /**
   * Parses an interface in WIT:
   *
   * <pre>{@code
   * interface store {
   *   record content-ref { hash: string }
   *   type bytes = list<u8>;
   *   get: func(store-id: string, ref: content-ref) -> result<bytes, string>;
   * }
   * }</pre>
   *
   * <p>It also accepts {@code enum}, {@code flags} and {@code variant}, but no resources and no
   * {@code use}.
   *
   * @param known interfaces whose types {@code wit} can use by name
   * @throws IllegalArgumentException if it is malformed; the message names the line and the word
   */
  public static Interface parse(String wit, Interface... known) {
    return new WitParser(wit, List.of(known)).interfaceType();
  }

  /**
   * Returns the function called {@code name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public WitFunction function(String name) {
    WitFunction function = functions.get(name);
    if (function == null) {
      throw new IllegalArgumentException(
          "interface " + this.name + " has no function " + name + "; it has " + functions.keySet());
    }
    return function;
  }
}
