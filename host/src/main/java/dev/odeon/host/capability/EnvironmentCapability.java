package dev.odeon.host.capability;

import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction.Found;
import dev.odeon.host.GrantTable;
import dev.odeon.host.GrantType;
import dev.odeon.host.GuestCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code environment}: get-var, list-vars, exists, on variables that whoever runs the home chose:
 * never those of the process itself. A manifest narrows it to {@code names}, each a name or the
 * beginning of names, {@code APP_*}. What a guest reads is recorded in its chain.
 */
public final class EnvironmentCapability {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern NAMES = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\*?|\\*");
  private static final GrantType<Names> GRANTS =
      new GrantType<>(List.of("names"), EnvironmentCapability::names);

  private EnvironmentCapability() {}

  /**
   * The variables that are granted.
   *
   * @param patterns each a name, or the beginning of names with {@code *} behind it
   */
  private record Names(List<String> patterns) {
    boolean cover(String name) {
      return patterns.stream().anyMatch(pattern -> covers(pattern, name));
    }

    private static boolean covers(String pattern, String name) {
      return pattern.endsWith("*")
          ? name.startsWith(pattern.substring(0, pattern.length() - 1))
          : name.equals(pattern);
    }
  }

  /**
   * The capability with these variables.
   *
   * @throws IllegalArgumentException if one has no name that a variable can have, or a value with a
   *     NUL
   */
  public static Capability<?> of(Map<String, String> variables) {
    TreeMap<String, String> all = new TreeMap<>(variables);
    all.forEach(EnvironmentCapability::check);
    return Capability.of(OwnCapabilities.wit("environment"), GRANTS)
        .read("get-var", call -> Found.value(Optional.ofNullable(value(all, call))))
        .read("exists", call -> Found.value(value(all, call) != null))
        .read(
            "list-vars",
            call -> {
              List<Object> granted = new ArrayList<>();
              all.forEach((name, value) -> {
                if (call.grant().cover(name)) {
                  granted.add(List.of(name, value));
                }
              });
              return Found.value(granted);
            });
  }

  private static @Nullable String value(Map<String, String> all, GuestCall<Names> call) {
    String name = call.text(0);
    return call.grant().cover(name) ? all.get(name) : null;
  }

  /**
   * Refuses what can be no variable.
   *
   * @throws IllegalArgumentException saying what a name is
   */
  public static void check(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not the name of a variable: letters, digits and _, no digit first"
              .formatted(name));
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the value of " + name + " has a NUL byte");
    }
  }

  private static Names names(GrantTable table) {
    List<String> names = table.texts("names");
    if (names == null) {
      return new Names(List.of("*"));
    }
    for (String name : names) {
      if (!NAMES.matcher(name).matches()) {
        throw table.wrong(
            "names",
            "'%s' is not the name of a variable, nor a beginning with * behind it".formatted(name));
      }
    }
    return new Names(List.copyOf(names));
  }
}
