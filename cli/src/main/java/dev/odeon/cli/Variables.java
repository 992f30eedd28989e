package dev.odeon.cli;

import dev.odeon.host.capability.EnvironmentCapability;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Environment variables as {@code --env NAME[=VALUE]} gives them. */
public final class Variables {
  private Variables() {}

  /**
   * The variables by name; without a value, that of this process.
   *
   * @throws Failure if one is none, or this process has none of that name
   */
  public static SortedMap<String, String> of(List<String> given) {
    SortedMap<String, String> variables = new TreeMap<>();
    for (String variable : given) {
      int equals = variable.indexOf('=');
      String name = equals < 0 ? variable : variable.substring(0, equals);
      String value = equals < 0 ? SystemText.variable(name) : variable.substring(equals + 1);
      if (value == null) {
        throw Failure.usage(
            "--env %s: this process has no such variable; write --env %s=VALUE"
                .formatted(name, name));
      }
      try {
        EnvironmentCapability.check(name, value);
      } catch (IllegalArgumentException e) {
        throw Failure.usage("--env " + variable + ": " + e.getMessage());
      }
      variables.put(name, value);
    }
    return variables;
  }
}
