package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.component.CoreName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a guest can import, each a {@link Capability} by its name: Odeon's own ({@link
 * dev.odeon.host.capability.OwnCapabilities}), and those that an embedding program adds. Immutable.
 */
public final class Capabilities {
  private final Map<String, Capability<?>> all;
  private final Map<String, Owned> functions;

  /** A function and the capability that it is of. */
  private record Owned(Capability<?> capability, CapabilityFunction<?> function) {}

  private Capabilities(Map<String, Capability<?>> all) {
    this.all = Collections.unmodifiableMap(all);
    this.functions = new HashMap<>();
    for (Capability<?> capability : all.values()) {
      capability
          .functions()
          .values()
          .forEach(each -> functions.put(each.name(), new Owned(capability, each)));
    }
  }

  /** These alone, which have different names. */
  public static Capabilities of(Collection<Capability<?>> own) {
    Map<String, Capability<?>> all = new TreeMap<>();
    own.forEach(each -> all.put(each.name(), each));
    return new Capabilities(all);
  }

  /**
   * These and one more.
   *
   * @throws IllegalArgumentException if the name is taken, the package is Odeon's own, or a
   *     function of the interface does nothing
   */
  public Capabilities with(Capability<?> added) {
    String name = added.name();
    if (all.containsKey(name)) {
      throw new IllegalArgumentException(
          "there is a capability %s already: name the interface otherwise".formatted(name));
    }
    if (added.packageName().equals(Contract.PACKAGE)) {
      throw new IllegalArgumentException(
          "%s is not yours: give %s a package of your own".formatted(Contract.PACKAGE, name));
    }
    if (!added.missing().isEmpty()) {
      throw new IllegalArgumentException(
          "nothing says what %s of %s does".formatted(added.missing().first(), name));
    }
    Map<String, Capability<?>> more = new TreeMap<>(all);
    more.put(name, added);
    return new Capabilities(more);
  }

  /** The names that a manifest may grant. */
  public Set<String> names() {
    return Set.copyOf(all.keySet());
  }

  /** The capability of that name; null if there is none. */
  public @Nullable Capability<?> find(String name) {
    return all.get(name);
  }

  /** The packages whose interfaces these are, sorted; Odeon's own first. */
  List<String> packages() {
    return Stream.concat(
            Stream.of(Contract.PACKAGE),
            all.values().stream().map(Capability::packageName).sorted())
        .distinct()
        .toList();
  }

  /**
   * Whether {@code imported} names the interface that is here by that name; if there is none,
   * whether it is of Odeon's package.
   */
  boolean means(CoreName imported) {
    Capability<?> known = all.get(imported.interfaceName());
    return known == null
        ? new CoreName(Contract.PACKAGE, imported.interfaceName(), Contract.VERSION, null)
            .means(imported)
        : known.means(imported);
  }

  /** The function whose whole name is {@code name}; null if there is none. */
  public @Nullable CapabilityFunction<?> function(String name) {
    Owned owned = functions.get(name);
    return owned == null ? null : owned.function;
  }

  /** The functions whose calls take effect later. */
  public List<CapabilityFunction.Deferred<?>> deferred() {
    List<CapabilityFunction.Deferred<?>> deferred = new ArrayList<>();
    for (Owned owned : functions.values()) {
      if (owned.function instanceof CapabilityFunction.Deferred<?> each) {
        deferred.add(each);
      }
    }
    return deferred;
  }

  /**
   * What an accepted deferred call of {@code actor} asks for.
   *
   * @throws IllegalArgumentException if there is no such deferred function here
   */
  public Object effect(Key actor, HostCallRecord.Posted call) {
    if (function(call.name()) instanceof CapabilityFunction.Deferred<?> deferred) {
      return deferred
          .effect()
          .effect(
              actor,
              deferred.type().decodeParams(call.args()),
              deferred.type().decodeResult(call.reply()));
    }
    throw unknown(call.name());
  }

  /**
   * Whether calls of the function {@code name} may name content of the store: those of a capability
   * that does, and of an unknown one that is Odeon's own.
   */
  public boolean mayNameContent(String name) {
    Owned owned = functions.get(name);
    return owned == null ? name.startsWith(Contract.PACKAGE) : owned.capability.contents() != null;
  }

  /**
   * Tells {@code visitor} the content that a call names.
   *
   * @throws IllegalArgumentException if it is of Odeon's package, and not known here
   */
  public void contents(HostCallRecord call, ContentNames.Visitor visitor) {
    switch (call) {
      case HostCallRecord.Posted(_, String name, Bytes args, Bytes reply) ->
          contents(name, args, reply, false, visitor);
      case HostCallRecord.HostCall(_, String name, Bytes args, HostReply reply) -> {
        Bytes value = reply instanceof HostReply.Value(Bytes encoded) ? encoded : null;
        contents(name, args, value, reply instanceof HostReply.Stored, visitor);
      }
      case HostCallRecord.Note _ -> {}
    }
  }

  private void contents(
      String name,
      Bytes args,
      @Nullable Bytes reply,
      boolean stored,
      ContentNames.Visitor visitor) {
    Owned owned = functions.get(name);
    if (owned == null) {
      if (name.startsWith(Contract.PACKAGE)) {
        throw unknown(name);
      }
      return; // somebody else's, who says what it names where it is offered
    }
    ContentNames names = owned.capability.contents();
    if (names != null) {
      names.visit(
          name.substring(name.indexOf('#') + 1),
          owned.function.type().decodeParams(args),
          reply == null ? null : owned.function.type().decodeResult(reply),
          stored,
          visitor);
    }
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(name + " is not known here: use a newer Odeon");
  }
}
