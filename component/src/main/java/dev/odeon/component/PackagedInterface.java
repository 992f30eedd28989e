package dev.odeon.component;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An interface with the package that it belongs to: what a {@code .wit} file with one interface
 * says.
 *
 * @param packageName the package, such as {@code theater:simple}
 * @param version its version, such as {@code 0.1.2}; null if the file names none
 * @param type the interface
 */
public record PackagedInterface(String packageName, @Nullable String version, Interface type) {
  private static final Pattern PACKAGE =
      Pattern.compile(
          "\\A(?:\\s+|//[^\\n]*\\n)*package\\s+([A-Za-z][A-Za-z0-9-]*:[A-Za-z][A-Za-z0-9-]*)"
              + "(?:@([0-9]+\\.[0-9]+\\.[0-9]+[0-9A-Za-z.+-]*))?\\s*;");

  /**
   * Parses {@code package name[@version]; interface …}.
   *
   * @throws IllegalArgumentException if it is malformed; the message says where
   */
  public static PackagedInterface parse(String wit) {
    Matcher head = PACKAGE.matcher(wit);
    if (!head.find()) {
      throw new IllegalArgumentException(
          "no package is named: begin the text with one like 'package acme:shop;'");
    }
    // Lines stay where they are, for what the parser has to say.
    String rest = head.group().replaceAll("[^\\n]", " ") + wit.substring(head.end());
    return new PackagedInterface(
        Objects.requireNonNull(head.group(1)), head.group(2), Interface.parse(rest));
  }
}
