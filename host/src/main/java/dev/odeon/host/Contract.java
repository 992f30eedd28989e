package dev.odeon.host;

import dev.odeon.component.WitFunction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a kind of guest exports: functions by {@code <interface>#<function>}, some of them optional.
 *
 * @param functions what may be exported, by name without a version
 * @param required which of them must be
 */
public record Contract(Map<String, WitFunction> functions, Set<String> required) {
  /** Copies both. */
  public Contract {
    functions = Map.copyOf(functions);
    required = Set.copyOf(required);
    if (!functions.keySet().containsAll(required)) {
      throw new IllegalArgumentException("required but unknown: " + required);
    }
  }

  /** The first turn of an actor. */
  public static final String INIT = "theater:simple/actor#init";

  /** An actor of the package {@code theater:simple}: every export but {@code init} is optional. */
  public static Contract actor() {
    Map<String, WitFunction> functions = new LinkedHashMap<>();
    String state = "state: option<list<u8>>";
    String kept = "result<tuple<option<list<u8>>>, string>";
    String client = "theater:simple/message-server-client#";
    put(functions, INIT, "init: func(%s, params: tuple<string>) -> %s".formatted(state, kept));
    put(
        functions,
        client + "handle-send",
        "handle-send: func(%s, params: tuple<list<u8>>) -> %s".formatted(state, kept));
    put(
        functions,
        client + "handle-request",
        """
        handle-request: func(%s, params: tuple<string, list<u8>>) \
        -> result<tuple<option<list<u8>>, tuple<option<list<u8>>>>, string>\
        """
            .formatted(state));
    return new Contract(functions, Set.of(INIT));
  }

  private static void put(Map<String, WitFunction> functions, String name, String signature) {
    functions.put(name, WitFunction.parse(signature));
  }
}
