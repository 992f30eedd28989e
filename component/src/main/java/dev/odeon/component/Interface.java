package dev.odeon.component;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An interface of a WIT package: its types and functions by name, in the order they are written.
 *
 * @param name without package and version, such as {@code store}
 */
public record Interface(String name, Map<String, Type> types, Map<String, WitFunction> functions) {
  /** Copies both maps. */
  public Interface {
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
  }

  /**
   * The interface that {@code wit} says:
   *
   * <pre>{@code
   * interface store {
   *   record content-ref { hash: string }
   *   type bytes = list<u8>;
   *   get: func(store-id: string, ref: content-ref) -> result<bytes, string>;
   * }
   * }</pre>
   *
   * <p>Also {@code enum}, {@code flags} and {@code variant}. No resources, no {@code use}: the
   * types of {@code known} are seen by their names.
   *
   * @throws IllegalArgumentException if it is none, naming line and word
   */
  public static Interface parse(String wit, Interface... known) {
    return new WitParser(wit, List.of(known)).interfaceType();
  }

  /**
   * The function called {@code name}.
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
