package dev.odeon.host;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an actor was granted: for each capability by its name, how far it reaches. Immutable. */
public final class Grants {
  private final Map<String, Object> all;

  private Grants(Map<String, Object> all) {
    this.all = all;
  }

  /** Nothing. */
  public static Grants none() {
    return new Grants(Map.of());
  }

  /** All of those of {@code capabilities} that are named. */
  public static Grants whole(Capabilities capabilities, Set<String> names) {
    Grants granted = none();
    for (String name : names) {
      Capability<?> capability = capabilities.find(name);
      if (capability == null) {
        throw new IllegalArgumentException("there is no capability " + name);
      }
      granted = granted.with(capability, Capability.NOTHING_NARROWED);
    }
    return granted;
  }

  /** These and {@code capability}, as far as {@code table} says. */
  public Grants with(Capability<?> capability, GrantTable table) {
    return with(capability.name(), capability.grants().reader().apply(table));
  }

  /** These and all of {@code capability}. */
  public Grants with(Capability<?> capability) {
    return with(capability, Capability.NOTHING_NARROWED);
  }

  private Grants with(String name, Object grant) {
    Map<String, Object> more = new TreeMap<>(all);
    more.put(name, grant);
    return new Grants(Map.copyOf(more));
  }

  /** The names of the capabilities. */
  public Set<String> names() {
    return all.keySet();
  }

  @Nullable Object of(String capability) {
    return all.get(capability);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Grants that && all.equals(that.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
