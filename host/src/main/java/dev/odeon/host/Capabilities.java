package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.component.FunctionType;
import dev.odeon.component.Interface;
import dev.odeon.component.ResultValue;
import dev.odeon.host.HostFunction.Decision;
import dev.odeon.host.HostFunction.Deferred;
import dev.odeon.host.HostFunction.Found;
import dev.odeon.host.HostFunction.Note;
import dev.odeon.host.HostFunction.Read;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.LabelChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * All that a guest can import: the interfaces of {@code theater:simple}, each a capability by its
 * name. The signatures are those of the package's WIT, versions 0.1.x.
 */
public final class Capabilities {
  /** The package of every interface here. */
  public static final String PACKAGE = "theater:simple";

  /** The most events {@code get-chain} answers. */
  public static final int CHAIN_EVENTS_MAX = 1_000;

  /** The most bytes one call of {@code random-bytes} answers. */
  public static final long RANDOM_BYTES_MAX = 1 << 20;

  /** The versions of the package whose names mean what is here. */
  static final String VERSION = "0.1.2";

  private static final Interface RUNTIME =
      Interface.parse(
          """
          interface runtime {
            record event { event-type: string, parent: option<u64>, data: list<u8> }
            record meta-event { hash: u64, event: event }
            record chain { events: list<meta-event> }
            log: func(line: string);
            get-chain: func() -> chain;
            shutdown: func(data: option<list<u8>>) -> result<_, string>;
          }
          """);

  private static final Interface TIMING =
      Interface.parse(
          """
          interface timing {
            now: func() -> u64;
          }
          """);

  private static final Interface RANDOM =
      Interface.parse(
          """
          interface random {
            random-bytes: func(count: u32) -> result<list<u8>, string>;
            random-range: func(min: u64, max: u64) -> result<u64, string>;
            random-float: func() -> result<f64, string>;
            generate-uuid: func() -> result<string, string>;
          }
          """);

  private static final Interface MESSAGE_SERVER =
      Interface.parse(
          """
          interface message-server-host {
            respond-to-request: func(request-id: string, response: list<u8>) -> result<_, string>;
          }
          """);

  private static final Interface STORE =
      Interface.parse(
          """
          interface store {
            record content-ref { hash: string }
            new: func() -> result<string, string>;
            store: func(store-id: string, content: list<u8>) -> result<content-ref, string>;
            get: func(store-id: string, content-ref: content-ref) -> result<list<u8>, string>;
            exists: func(store-id: string, content-ref: content-ref) -> result<bool, string>;
            label: func(store-id: string, label: string, content-ref: content-ref) -> result<_, string>;
            get-by-label: func(store-id: string, label: string) -> result<option<content-ref>, string>;
            remove-label: func(store-id: string, label: string) -> result<_, string>;
            remove-from-label: func(store-id: string, label: string, content-ref: content-ref) -> result<_, string>;
            store-at-label: func(store-id: string, label: string, content: list<u8>) -> result<content-ref, string>;
            replace-content-at-label: func(store-id: string, label: string, content: list<u8>) -> result<content-ref, string>;
            replace-at-label: func(store-id: string, label: string, content-ref: content-ref) -> result<_, string>;
            list-labels: func(store-id: string) -> result<list<string>, string>;
            list-all-content: func(store-id: string) -> result<list<content-ref>, string>;
            calculate-total-size: func(store-id: string) -> result<u64, string>;
          }
          """);

  private final Map<String, Map<String, HostFunction>> functions = new HashMap<>();

  /** The capabilities of this Odeon. */
  public Capabilities() {
    runtime();
    timing();
    random();
    messageServer();
    store();
  }

  /** The names that a manifest may grant. */
  public Set<String> names() {
    return Set.copyOf(functions.keySet());
  }

  /**
   * The function of {@code interfaceName} that a guest calls {@code function}, or null if there is
   * none.
   */
  public @Nullable HostFunction function(String interfaceName, String function) {
    Map<String, HostFunction> ofInterface = functions.get(interfaceName);
    return ofInterface == null ? null : ofInterface.get(function);
  }

  /** The names of the functions of {@code interfaceName}, sorted. */
  public List<String> functions(String interfaceName) {
    return functions.getOrDefault(interfaceName, Map.of()).keySet().stream().sorted().toList();
  }

  private void runtime() {
    add(RUNTIME, "log", Note::new);
    read(
        RUNTIME,
        "get-chain",
        (turn, _) -> {
          long height = turn.durableHeight();
          // Before its first block is durable an actor has no chain that could be named.
          return height < 0
              ? Found.value(chain(List.of()))
              : Found.stored(chain(turn.events(height, CHAIN_EVENTS_MAX)), turn.self(), height);
        });
    deferred(RUNTIME, "shutdown", (_, _) -> new Decision(true, ResultValue.OK));
  }

  private void timing() {
    read(TIMING, "now", (turn, _) -> Found.value(turn.timeMillis()));
  }

  private void random() {
    read(
        RANDOM,
        "random-bytes",
        (turn, args) -> {
          long count = (Long) args.getFirst();
          return Found.value(
              count <= RANDOM_BYTES_MAX
                  ? ResultValue.ok(turn.random().next((int) count))
                  : ResultValue.err("at most " + RANDOM_BYTES_MAX + " random bytes a call"));
        });
    read(
        RANDOM,
        "random-range",
        (turn, args) -> {
          long min = (Long) args.getFirst();
          long max = (Long) args.getLast();
          return Found.value(
              Long.compareUnsigned(min, max) < 0
                  ? ResultValue.ok(turn.random().nextBetween(min, max))
                  : ResultValue.err("the range is empty: min must be under max"));
        });
    read(
        RANDOM,
        "random-float",
        (turn, _) -> Found.value(ResultValue.ok(turn.random().nextFloat())));
    read(
        RANDOM,
        "generate-uuid",
        (turn, _) -> Found.value(ResultValue.ok(turn.random().nextUuid().toString())));
  }

  private void messageServer() {
    deferred(
        MESSAGE_SERVER,
        "respond-to-request",
        (turn, args) -> {
          String id = (String) args.getFirst();
          return turn.claimRequest(id)
              ? new Decision(true, ResultValue.OK)
              : new Decision(false, ResultValue.err("no request " + id + " waits for an answer"));
        });
  }

  private void store() {
    read(STORE, "store", (turn, args) -> turn.store().store(text(args, 0), (Bytes) args.get(1)));
    read(STORE, "get", (turn, args) -> turn.store().get(text(args, 0), args.get(1)));
    read(STORE, "exists", (turn, args) -> turn.store().exists(text(args, 0), args.get(1)));
    read(STORE, "get-by-label", (turn, args) -> turn.store().byLabel(text(args, 0), text(args, 1)));
    read(STORE, "list-labels", (turn, args) -> turn.store().listLabels(text(args, 0)));
    read(STORE, "list-all-content", (turn, args) -> turn.store().listAllContent(text(args, 0)));
    read(STORE, "calculate-total-size", (turn, args) -> turn.store().totalSize(text(args, 0)));
    // Of the turn's randomness: the guest is told the id before there is such a store.
    deferred(STORE, "new", (turn, _) -> turn.store().create(turn.random().nextUuid().toString()));
    labels("label", LabelChange.Add::new);
    labels("replace-at-label", LabelChange.Replace::new);
    puts("store-at-label", LabelChange.Add::new);
    puts("replace-content-at-label", LabelChange.Replace::new);
    deferred(
        STORE,
        "remove-label",
        (turn, args) -> turn.store().removeLabel(text(args, 0), text(args, 1)));
    deferred(
        STORE,
        "remove-from-label",
        (turn, args) -> turn.store().removeFromLabel(text(args, 0), text(args, 1), args.get(2)));
  }

  private void labels(String function, BiFunction<Label, ContentRef, LabelChange> change) {
    deferred(
        STORE,
        function,
        (turn, args) -> turn.store().label(text(args, 0), text(args, 1), args.get(2), change));
  }

  private void puts(String function, BiFunction<Label, ContentRef, LabelChange> change) {
    deferred(
        STORE,
        function,
        (turn, args) ->
            turn.store().putAt(text(args, 0), text(args, 1), (Bytes) args.get(2), change));
  }

  private static String text(List<Object> args, int index) {
    return (String) args.get(index);
  }

  private static Object chain(List<TurnContext.PastEvent> events) {
    List<Object> seen = new ArrayList<>(events.size());
    for (TurnContext.PastEvent event : events) {
      Optional<Object> parent = event.parent().map(hash -> (Object) hash);
      seen.add(List.of(event.hash(), List.of(event.type(), parent, event.data())));
    }
    return List.of(seen);
  }

  private void read(Interface of, String function, Read.Body body) {
    add(of, function, (name, type) -> new Read(name, type, body));
  }

  private void deferred(Interface of, String function, Deferred.Body body) {
    add(of, function, (name, type) -> new Deferred(name, type, body));
  }

  private void add(
      Interface of, String function, BiFunction<String, FunctionType, HostFunction> maker) {
    FunctionType type = Objects.requireNonNull(of.functions().get(function), function);
    functions
        .computeIfAbsent(of.name(), _ -> new HashMap<>())
        .put(function, maker.apply(PACKAGE + "/" + of.name() + "#" + function, type));
  }
}
