package dev.odeon.host;

import dev.odeon.component.CoreName;
import dev.odeon.component.FunctionType;
import dev.odeon.component.Interface;
import dev.odeon.host.HostFunction.Source;
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
  private final Map<String, HostFunction> functions;

  private Capability(String packageName, Interface type, Map<String, HostFunction> functions) {
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
          "'%s' is no name of a package: write one like acme:shop".formatted(packageName));
    }
    return new Capability(packageName, type, Map.of());
  }

  /**
   * The same with a function that changes nothing: see {@link HostFunction.Read}.
   *
   * @throws IllegalArgumentException if the interface has no such function
   */
  public Capability read(String function, HostFunction.Read.Body body) {
    return read(function, Source.WORLD, body);
  }

  /** The same where more is known of what the answer follows from. */
  Capability read(String function, Source source, HostFunction.Read.Body body) {
    return with(function, (name, of) -> new HostFunction.Read(name, of, source, body));
  }

  /**
   * The same with a function that takes effect outside: see {@link HostFunction.Immediate}.
   *
   * @throws IllegalArgumentException if the interface has no such function
   */
  public Capability immediate(String function, HostFunction.Immediate.Body body) {
    return with(function, (name, of) -> new HostFunction.Immediate(name, of, body));
  }

  /** What the block promises, somebody has to do once it is durable: for functions known here. */
  Capability deferred(String function, Source source, HostFunction.Deferred.Body body) {
    return with(function, (name, of) -> new HostFunction.Deferred(name, of, source, body));
  }

  /** The same with a function that takes log lines. */
  Capability note(String function) {
    return with(function, HostFunction.Note::new);
  }

  private Capability with(String function, BiFunction<String, FunctionType, HostFunction> maker) {
    Map<String, HostFunction> more = new LinkedHashMap<>(functions);
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

  Map<String, HostFunction> functions() {
    return functions;
  }

  /** Its functions that do nothing yet, sorted. */
  TreeSet<String> missing() {
    TreeSet<String> missing = new TreeSet<>(type.functions().keySet());
    missing.removeAll(functions.keySet());
    return missing;
  }
}
