package dev.odeon.component;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an interface, or of a function in it, as core modules write it: {@code
 * theater:simple/runtime} as an import's module, {@code theater:simple/actor@0.1.2#init} as an
 * export, {@code aggregate#[method]entity.apply} if the interface belongs to no package.
 *
 * @param packageName the package, such as {@code theater:simple}; null if the interface is directly
 *     in the world
 * @param interfaceName the interface, such as {@code runtime}
 * @param version the version, such as {@code 0.1.2}; null if there is none
 * @param function the function, such as {@code log}; null if the name is an interface's
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
   * Parses a name.
   *
   * @throws IllegalArgumentException if {@code text} is not one; a module may have exports without
   *     such a name
   */
  public static CoreName parse(String text) {
    Matcher matcher = NAME.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text + " is not a name like package:name/interface@0.1.0#function");
    }
    return new CoreName(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
  }

  /** Returns whether {@code text} is such a name. */
  public static boolean matches(String text) {
    return NAME.matcher(text).matches();
  }

  /** Returns the name without its version, which is the key of function tables. */
  public CoreName unversioned() {
    return version == null ? this : new CoreName(packageName, interfaceName, null, function);
  }

  /** Returns the name of {@code function} in this interface. */
  public CoreName function(String function) {
    return new CoreName(packageName, interfaceName, version, function);
  }

  /**
   * Returns whether both mean the same: everything but the version is equal, and the versions are
   * compatible by semantic versioning (equal up to the first number that is not 0), or one of them
   * is absent. So {@code @0.1.1} matches {@code @0.1.2} but not {@code @0.2.0}.
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
   * Returns the part of a version that compatible versions share; the whole of a pre-release, which
   * is compatible with no other.
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

  /** Returns the name as modules write it. */
  @Override
  public String toString() {
    return (packageName == null ? "" : packageName + "/")
        + interfaceName
        + (version == null ? "" : "@" + version)
        + (function == null ? "" : "#" + function);
  }
}
