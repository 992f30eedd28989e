package dev.odeon.host;

import dev.odeon.component.CoreName;
import dev.odeon.component.Interface;
import dev.odeon.component.WitFunction;
import dev.odeon.host.CapabilityFunction.Source;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * An interface on offer to guests, and what its functions do: how a program that embeds Odeon gives
 * its actors functions of its own ({@link Capabilities#with}). Guests import them from the module
 * {@code package/interface}, once a manifest grants the interface. Immutable.
 */
public final class Capability {
  private final String packageName;
  private final Interface type;
  private final Map<String, CapabilityFunction> functions;

  private Capability(
      String packageName, Interface type, Map<String, CapabilityFunction> functions) {
    this.packageName = packageName;
    this.type = type;
    this.functions = functions;
  }

  /**
   * An interface whose functions do nothing yet.
   *
   * @param packageName the WIT package that it is of, such as {@code acme:shop}
   * @throws IllegalArgumentException if that is no name of a package
   */
  public static Capability of(String packageName, Interface type) {
    String name = packageName + "/" + type.name();
    if (!CoreName.matches(name) || !packageName.equals(CoreName.parse(name).packageName())) {
      throw new IllegalArgumentException(
          "'%s' is not a name of a package: write one like acme:shop".formatted(packageName));
    }
    return new Capability(packageName, type, Map.of());
  }

  /**
   * The same with a function that changes nothing: see {@link CapabilityFunction.Read}.
   *
   * @throws IllegalArgumentException if the interface has no such function
   */
  public Capability read(String function, CapabilityFunction.Read.Body body) {
    return read(function, Source.WORLD, body);
  }

  /** The same where more is known of what the answer follows from. */
  Capability read(String function, Source source, CapabilityFunction.Read.Body body) {
    return with(function, (name, of) -> new CapabilityFunction.Read(name, of, source, body));
  }

  /**
   * The same with a function that takes effect outside: see {@link CapabilityFunction.Immediate}.
   *
   * @throws IllegalArgumentException if the interface has no such function
   */
  public Capability immediate(String function, CapabilityFunction.Immediate.Body body) {
    return with(function, (name, of) -> new CapabilityFunction.Immediate(name, of, body));
  }

  /** What the block promises, somebody has to do once it is durable: for functions known here. */
  Capability deferred(String function, Source source, CapabilityFunction.Deferred.Body body) {
    return with(function, (name, of) -> new CapabilityFunction.Deferred(name, of, source, body));
  }

  /** The same with a function that takes log lines. */
  Capability note(String function) {
    return with(function, CapabilityFunction.Note::new);
  }

  private Capability with(
      String function, BiFunction<String, WitFunction, CapabilityFunction> maker) {
    Map<String, CapabilityFunction> more = new LinkedHashMap<>(functions);
    CoreName name = new CoreName(packageName, name(), null, function);
    more.put(function, maker.apply(name.toString(), type.function(function)));
    return new Capability(packageName, type, more);
  }

  /** The name that a manifest grants it by: its interface's. */
  public String name() {
    return type.name();
  }

  String packageName() {
    return packageName;
  }

  Map<String, CapabilityFunction> functions() {
    return functions;
  }

  /** Its functions that do nothing yet, sorted. */
  TreeSet<String> missing() {
    TreeSet<String> missing = new TreeSet<>(type.functions().keySet());
    missing.removeAll(functions.keySet());
    return missing;
  }
}
