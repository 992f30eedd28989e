package dev.odeon.host;

import dev.odeon.component.CoreName;
import dev.odeon.component.PackagedInterface;
import dev.odeon.component.WitFunction;
import dev.odeon.host.CapabilityFunction.Source;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * An interface on offer to guests, what its functions do, and how far a manifest grants it: one
 * value says all of it. Odeon's own are made like this, and a program that embeds Odeon gives its
 * actors functions of its own ({@link Capabilities#with}). Guests import them from the module
 * {@code package/interface}, once a manifest grants the interface. Immutable.
 *
 * @param <G> what a grant is, {@link GrantType.Whole} where nothing narrows it
 */
public final class Capability<G> {
  /** The table of a grant that is just {@code true}. */
  static final GrantTable NOTHING_NARROWED =
      new GrantTable() {
        @Override
        public @Nullable String text(String key) {
          return null;
        }

        @Override
        public @Nullable List<String> texts(String key) {
          return null;
        }

        @Override
        public OptionalLong number(String key, long min, long max) {
          return OptionalLong.empty();
        }

        @Override
        public RuntimeException wrong(String key, String what) {
          return new IllegalArgumentException(key + ": " + what);
        }
      };

  private final PackagedInterface wit;
  private final GrantType<G> grants;
  private final Map<String, CapabilityFunction<G>> functions;
  private final @Nullable ContentNames contents;

  private Capability(
      PackagedInterface wit,
      GrantType<G> grants,
      Map<String, CapabilityFunction<G>> functions,
      @Nullable ContentNames contents) {
    this.wit = wit;
    this.grants = grants;
    this.functions = Collections.unmodifiableMap(functions);
    this.contents = contents;
  }

  /**
   * An interface whose functions do nothing yet, and which is granted whole or not at all.
   *
   * @param wit {@code package acme:shop; interface desk { … }}
   * @throws IllegalArgumentException if that is malformed; the message names the line
   */
  public static Capability<GrantType.Whole> of(String wit) {
    return of(wit, GrantType.WHOLE);
  }

  /** The same with grants that a manifest narrows. */
  public static <N> Capability<N> of(String wit, GrantType<N> grants) {
    return new Capability<>(PackagedInterface.parse(wit), grants, Map.of(), null);
  }

  /**
   * The same with a function that changes nothing: see {@link CapabilityFunction.Read}.
   *
   * @throws IllegalArgumentException if the interface has no such function
   */
  public Capability<G> read(String function, CapabilityFunction.Read.Body<G> body) {
    return read(function, Source.WORLD, body);
  }

  /** The same where more is known of what the answer follows from. */
  public Capability<G> read(String function, Source source, CapabilityFunction.Read.Body<G> body) {
    return with(function, (name, of) -> new CapabilityFunction.Read<>(name, of, source, body));
  }

  /**
   * The same with a function that takes effect outside: see {@link CapabilityFunction.Immediate}.
   *
   * @throws IllegalArgumentException if the interface has no such function
   */
  public Capability<G> immediate(String function, CapabilityFunction.Immediate.Body<G> body) {
    return with(function, (name, of) -> new CapabilityFunction.Immediate<>(name, of, body));
  }

  /**
   * The same with a function that takes effect once its block is durable: see {@link
   * CapabilityFunction.Deferred}.
   *
   * @param effectType the type of what it asks for: whoever opens the home brings a handler for it
   * @param effect tells what an accepted call asks for
   * @throws IllegalArgumentException if the interface has no such function
   */
  public <E> Capability<G> deferred(
      String function,
      CapabilityFunction.Deferred.Body<G> body,
      Class<E> effectType,
      CapabilityFunction.EffectDecoder<? extends E> effect) {
    return deferred(function, Source.WORLD, body, effectType, effect);
  }

  /** The same where more is known of what the answer follows from. */
  public <E> Capability<G> deferred(
      String function,
      Source source,
      CapabilityFunction.Deferred.Body<G> body,
      Class<E> effectType,
      CapabilityFunction.EffectDecoder<? extends E> effect) {
    return with(
        function,
        (name, of) ->
            new CapabilityFunction.Deferred<>(name, of, source, body, effectType, effect));
  }

  /** The same with a function that takes log lines. */
  public Capability<G> note(String function) {
    return with(function, CapabilityFunction.Note::new);
  }

  private Capability<G> with(
      String function, BiFunction<String, WitFunction, CapabilityFunction<G>> maker) {
    Map<String, CapabilityFunction<G>> more = new LinkedHashMap<>(functions);
    more.put(function, maker.apply(nameOf(function), wit.type().function(function)));
    return new Capability<>(wit, grants, more, contents);
  }

  /**
   * The same with calls that put or name content of the store: a collection keeps that as long as
   * the block that tells of the call. A collection by a program that does not offer this capability
   * knows nothing of it.
   */
  public Capability<G> naming(ContentNames names) {
    return new Capability<>(wit, grants, functions, names);
  }

  private String nameOf(String function) {
    return new CoreName(wit.packageName(), name(), null, function).toString();
  }

  /** The name that a manifest grants it by: its interface's. */
  public String name() {
    return wit.type().name();
  }

  /** How far it can be granted. */
  public GrantType<G> grants() {
    return grants;
  }

  /** Its functions by their names, in no order that means anything. */
  public Map<String, CapabilityFunction<G>> functions() {
    return functions;
  }

  /** What its calls name; null if that is no content. */
  @Nullable ContentNames contents() {
    return contents;
  }

  String packageName() {
    return wit.packageName();
  }

  /** Whether {@code imported} names this interface, in a version that means the same. */
  boolean means(CoreName imported) {
    return new CoreName(wit.packageName(), name(), wit.version(), null).means(imported);
  }

  /** The function as far as {@code granted} reaches, which this capability's own type made. */
  @SuppressWarnings("unchecked")
  GrantedFunction<G> granted(CapabilityFunction<?> function, Object grant) {
    return new GrantedFunction<>((CapabilityFunction<G>) function, (G) grant);
  }

  /** Its functions that do nothing yet, sorted. */
  TreeSet<String> missing() {
    TreeSet<String> missing = new TreeSet<>(wit.type().functions().keySet());
    missing.removeAll(functions.keySet());
    return missing;
  }
}
