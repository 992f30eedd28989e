package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.component.CoreName;
import dev.odeon.component.Interface;
import dev.odeon.component.ResultValue;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.CapabilityFunction.Deferred;
import dev.odeon.host.CapabilityFunction.Found;
import dev.odeon.host.CapabilityFunction.Source;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.LabelChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a guest can import: the interfaces of {@code theater:simple}, and those that an
 * embedding program adds, each a {@link Capability} by its name. The signatures of {@code
 * theater:simple} are those of the package's WIT, versions 0.1.x. Immutable.
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

  private final Map<String, Capability> all;

  /** The capabilities of this Odeon. */
  public Capabilities() {
    this(of(runtime(), timing(), random(), messageServer(), store()));
  }

  private Capabilities(Map<String, Capability> all) {
    this.all = Collections.unmodifiableMap(all);
  }

  private static Map<String, Capability> of(Capability... capabilities) {
    Map<String, Capability> all = new TreeMap<>();
    for (Capability capability : capabilities) {
      all.put(capability.name(), capability);
    }
    return all;
  }

  /**
   * These and one more.
   *
   * @throws IllegalArgumentException if the name is taken, the package is Odeon's own, or a
   *     function of the interface does nothing
   */
  public Capabilities with(Capability added) {
    String name = added.name();
    if (all.containsKey(name)) {
      throw new IllegalArgumentException(
          "there is a capability %s already: name the interface otherwise".formatted(name));
    }
    if (added.packageName().equals(PACKAGE)) {
      throw new IllegalArgumentException(
          "%s is not yours: give %s a package of your own".formatted(PACKAGE, name));
    }
    if (!added.missing().isEmpty()) {
      throw new IllegalArgumentException(
          "nothing says what %s of %s does".formatted(added.missing().first(), name));
    }
    Map<String, Capability> more = new TreeMap<>(all);
    more.put(name, added);
    return new Capabilities(more);
  }

  /** The names that a manifest may grant. */
  public Set<String> names() {
    return Set.copyOf(all.keySet());
  }

  /** The packages whose interfaces these are, sorted; Odeon's own first. */
  List<String> packages() {
    return Stream.concat(
            Stream.of(PACKAGE), all.values().stream().map(Capability::packageName).sorted())
        .distinct()
        .toList();
  }

  /** Whether {@code imported} names the interface that is here by that name, if there is one. */
  boolean means(CoreName imported) {
    Capability known = all.get(imported.interfaceName());
    String packageName = known == null ? PACKAGE : known.packageName();
    String version = packageName.equals(PACKAGE) ? VERSION : null;
    return new CoreName(packageName, imported.interfaceName(), version, null).means(imported);
  }

  /**
   * The function of {@code interfaceName} that a guest calls {@code function}, or null if there is
   * none.
   */
  public @Nullable CapabilityFunction function(String interfaceName, String function) {
    Capability of = all.get(interfaceName);
    return of == null ? null : of.functions().get(function);
  }

  /** The names of the functions of {@code interfaceName}, sorted. */
  public List<String> functions(String interfaceName) {
    Capability of = all.get(interfaceName);
    return of == null ? List.of() : of.functions().keySet().stream().sorted().toList();
  }

  private static Capability runtime() {
    return Capability.of(PACKAGE, RUNTIME)
        .note("log")
        .read(
            "get-chain",
            Source.HOME,
            (turn, _) -> {
              long height = turn.durableHeight();
              // Before its first block is durable an actor has no chain that could be named.
              return height < 0
                  ? Found.value(chain(List.of()))
                  : Found.stored(
                      chain(turn.events(height, CHAIN_EVENTS_MAX, turn.replyBytesMax())),
                      turn.self(),
                      height);
            })
        .deferred("shutdown", Source.TURN, (_, _) -> new Decision(true, ResultValue.OK));
  }

  private static Capability timing() {
    return Capability.of(PACKAGE, TIMING)
        .read("now", Source.TURN, (turn, _) -> Found.value(turn.timeMillis()));
  }

  private static Capability random() {
    return Capability.of(PACKAGE, RANDOM)
        .read(
            "random-bytes",
            Source.TURN,
            (turn, args) -> {
              long count = (Long) args.getFirst();
              return Found.value(
                  count <= RANDOM_BYTES_MAX
                      ? ResultValue.ok(turn.random().next((int) count))
                      : ResultValue.err("at most " + RANDOM_BYTES_MAX + " random bytes a call"));
            })
        .read(
            "random-range",
            Source.TURN,
            (turn, args) -> {
              long min = (Long) args.getFirst();
              long max = (Long) args.getLast();
              return Found.value(
                  Long.compareUnsigned(min, max) < 0
                      ? ResultValue.ok(turn.random().nextBetween(min, max))
                      : ResultValue.err("the range is empty: min must be under max"));
            })
        .read(
            "random-float",
            Source.TURN,
            (turn, _) -> Found.value(ResultValue.ok(turn.random().nextFloat())))
        .read(
            "generate-uuid",
            Source.TURN,
            (turn, _) -> Found.value(ResultValue.ok(turn.random().nextUuid().toString())));
  }

  private static Capability messageServer() {
    return Capability.of(PACKAGE, MESSAGE_SERVER)
        .deferred(
            "respond-to-request",
            Source.TURN,
            (turn, args) -> {
              String id = (String) args.getFirst();
              return turn.claimRequest(id)
                  ? new Decision(true, ResultValue.OK)
                  : new Decision(
                      false, ResultValue.err("no request " + id + " waits for an answer"));
            });
  }

  private static Capability store() {
    return Capability.of(PACKAGE, STORE)
        .read(
            "store",
            Source.HOME,
            (turn, args) -> turn.store().store(text(args, 0), (Bytes) args.get(1)))
        .read("get", Source.HOME, (turn, args) -> turn.store().get(text(args, 0), args.get(1)))
        .read(
            "exists", Source.HOME, (turn, args) -> turn.store().exists(text(args, 0), args.get(1)))
        .read(
            "get-by-label",
            Source.HOME,
            (turn, args) -> turn.store().byLabel(text(args, 0), text(args, 1)))
        .read("list-labels", Source.HOME, (turn, args) -> turn.store().listLabels(text(args, 0)))
        .read(
            "list-all-content",
            Source.HOME,
            (turn, args) -> turn.store().listAllContent(text(args, 0)))
        .read(
            "calculate-total-size",
            Source.HOME,
            (turn, args) -> turn.store().totalSize(text(args, 0)))
        // Of the turn's randomness: the guest is told the id before there is such a store.
        .deferred(
            "new",
            Source.HOME,
            (turn, _) -> turn.store().create(turn.random().nextUuid().toString()))
        .deferred("label", Source.HOME, labels(LabelChange.Add::new))
        .deferred("replace-at-label", Source.HOME, labels(LabelChange.Replace::new))
        .deferred("store-at-label", Source.HOME, puts(LabelChange.Add::new))
        .deferred("replace-content-at-label", Source.HOME, puts(LabelChange.Replace::new))
        .deferred(
            "remove-label",
            Source.HOME,
            (turn, args) -> turn.store().removeLabel(text(args, 0), text(args, 1)))
        .deferred(
            "remove-from-label",
            Source.HOME,
            (turn, args) ->
                turn.store().removeFromLabel(text(args, 0), text(args, 1), args.get(2)));
  }

  private static Deferred.Body labels(BiFunction<Label, ContentRef, LabelChange> change) {
    return (turn, args) -> turn.store().label(text(args, 0), text(args, 1), args.get(2), change);
  }

  private static Deferred.Body puts(BiFunction<Label, ContentRef, LabelChange> change) {
    return (turn, args) ->
        turn.store().putAt(text(args, 0), text(args, 1), (Bytes) args.get(2), change);
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
}
