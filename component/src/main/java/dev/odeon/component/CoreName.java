package dev.odeon.component;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an interface, or of a function in it, as core modules write it: {@code
 * theater:simple/runtime} as an import's module, {@code theater:simple/actor@0.1.2#init} as an
 * export, {@code aggregate#[method]entity.apply} where the interface belongs to no package.
 *
 * @param packageName such as {@code theater:simple}; null if the interface stands in the world
 *     itself
 * @param interfaceName such as {@code runtime}
 * @param version such as {@code 0.1.2}; null if it is not said
 * @param function such as {@code log}; null if the name is an interface's
 */
public record CoreName(
    @Nullable String packageName,
    String interfaceName,
    @Nullable String version,
    @Nullable String function) {
  private static final String WORD = "[A-Za-z][A-Za-z0-9-]*";
  private static final Pattern NAME =
      Pattern.compile(
          "(?:(%1$s:%1$s)/)?(%1$s)(?:@([0-9]+\\.[0-9]+\\.[0-9]+[0-9A-Za-z.+-]*))?(?:#([^#]+))?"
              .formatted(WORD));

  /**
   * The name that {@code text} is.
   *
   * @throws IllegalArgumentException if it is none: not every export of a module has such a name
   */
  public static CoreName parse(String text) {
    Matcher matcher = NAME.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text + " is not a name like package:name/interface@0.1.0#function");
    }
    return new CoreName(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
  }

  /** Whether {@code text} is such a name. */
  public static boolean matches(String text) {
    return NAME.matcher(text).matches();
  }

  /** The same name without a version: what tables of functions are kept by. */
  public CoreName unversioned() {
    return version == null ? this : new CoreName(packageName, interfaceName, null, function);
  }

  /** The name of {@code function} in this interface. */
  public CoreName function(String function) {
    return new CoreName(packageName, interfaceName, version, function);
  }

  /**
   * Whether both mean the same: all else is equal, and the versions are compatible as semantic
   * versions are (up to the first number that is not 0), or one of them is not said. So
   * {@code @0.1.1} is {@code @0.1.2} and is not {@code @0.2.0}.
   */
  public boolean means(CoreName other) {
    return Objects.equals(packageName, other.packageName)
        && interfaceName.equals(other.interfaceName)
        && Objects.equals(function, other.function)
        && (version == null
            || other.version == null
            || track(version).equals(track(other.version)));
  }

  /**
   * The part of a version that compatible ones have in common; all of a pre-release, which has
   * none.
   */
  private static String track(String version) {
    if (version.contains("-")) {
      return version;
    }
    int plus = version.indexOf('+');
    String[] numbers = (plus < 0 ? version : version.substring(0, plus)).split("\\.", -1);
    if (!numbers[0].equals("0")) {
      return numbers[0];
    }
    return numbers[1].equals("0") ? version : "0." + numbers[1];
  }

  /** The name as modules write it. */
  @Override
  public String toString() {
    return (packageName == null ? "" : packageName + "/")
        + interfaceName
        + (version == null ? "" : "@" + version)
        + (function == null ? "" : "#" + function);
  }
}
