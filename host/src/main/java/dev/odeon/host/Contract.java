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
  /** The package of the contract of actors, and of the capabilities that are Odeon's own. */
  public static final String PACKAGE = "theater:simple";

  /** The version whose names mean what is here; 0.1.x means the same. */
  static final String VERSION = "0.1.2";

  /** The package of what actors may offer and use beside that. */
  static final String OWN_PACKAGE = "odeon:actor";

  /** Its version; 0.1.x means the same. */
  static final String OWN_VERSION = "0.1.0";

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

  private static final String CLIENT = "theater:simple/message-server-client#";

  /** Accepts or refuses a channel. */
  public static final String HANDLE_CHANNEL_OPEN = CLIENT + "handle-channel-open";

  /** Takes a message on a channel. */
  public static final String HANDLE_CHANNEL_MESSAGE = CLIENT + "handle-channel-message";

  /** Is told that a channel is closed. */
  public static final String HANDLE_CHANNEL_CLOSE = CLIENT + "handle-channel-close";

  /** Takes several one-way messages in one turn. */
  public static final String BATCH = "odeon:actor/batch#handle-batch";

  /**
   * An actor of the package {@code theater:simple}: every export but {@code init} is optional, and
   * so are those of {@code odeon:actor}.
   */
  public static Contract actor() {
    Map<String, WitFunction> functions = new LinkedHashMap<>();
    String state = "state: option<list<u8>>";
    String kept = "result<tuple<option<list<u8>>>, string>";
    put(functions, INIT, "init: func(%s, params: tuple<string>) -> %s".formatted(state, kept));
    put(
        functions,
        CLIENT + "handle-send",
        "handle-send: func(%s, params: tuple<list<u8>>) -> %s".formatted(state, kept));
    put(
        functions,
        CLIENT + "handle-request",
        """
        handle-request: func(%s, params: tuple<string, list<u8>>) \
        -> result<tuple<option<list<u8>>, tuple<option<list<u8>>>>, string>\
        """
            .formatted(state));
    put(
        functions,
        BATCH,
        "handle-batch: func(%s, messages: list<list<u8>>) -> %s".formatted(state, kept));
    // A channel-accept is a record {accepted, message}: in memory it is the tuple of its fields.
    put(
        functions,
        HANDLE_CHANNEL_OPEN,
        """
        handle-channel-open: func(%s, params: tuple<string, list<u8>>) \
        -> result<tuple<option<list<u8>>, tuple<tuple<bool, option<list<u8>>>>>, string>\
        """
            .formatted(state));
    put(
        functions,
        HANDLE_CHANNEL_MESSAGE,
        "handle-channel-message: func(%s, params: tuple<string, list<u8>>) -> %s"
            .formatted(state, kept));
    put(
        functions,
        HANDLE_CHANNEL_CLOSE,
        "handle-channel-close: func(%s, params: tuple<string>) -> %s".formatted(state, kept));
    return new Contract(functions, Set.of(INIT));
  }

  private static void put(Map<String, WitFunction> functions, String name, String signature) {
    functions.put(name, WitFunction.parse(signature));
  }
}
