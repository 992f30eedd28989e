package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a plug-in beside its module (docs/formats/plugin.md): a content that its
 * lifecycle blocks name, in TOML as people read it, each key on a line of its own.
 *
 * @param path where it was loaded from; null if nowhere
 * @param sizeBytes the size of the module
 * @param loadedAtMillis when it was loaded, in milliseconds since 1970 UTC
 * @param stateful whether it keeps a state
 */
public record PluginManifest(
    @Nullable String path, long sizeBytes, long loadedAtMillis, boolean stateful) {
  private static final String FIRST_LINE = "kind = \"plugin\"\n";
  private static final Pattern LINES =
      Pattern.compile(
          FIRST_LINE
              + "(?:path = \"(?<path>(?:[^\"\\\\\\p{Cc}]++|\\\\.)*+)\"\n)?"
              + "size = (?<size>\\d{1,18})\n"
              + "stateful = (?<stateful>true|false)\n"
              + "loaded_at_ms = (?<loaded>\\d{1,18})\n");
  private static final Pattern ESCAPED = Pattern.compile("\\\\(?:u(\\p{XDigit}{4})|(.))");

  /** Whether {@code source} is the manifest of a plug-in; an actor's has no kind. */
  static boolean isMeant(Bytes source) {
    Bytes first = Bytes.utf8(FIRST_LINE);
    return source.size() >= first.size() && source.slice(0, first.size()).equals(first);
  }

  /**
   * Reads what {@link #source} wrote, and nothing else: a service reads one for each plug-in when
   * it opens, and a reader of any TOML takes longer than all the rest of that.
   *
   * @throws ManifestException if it is something else
   */
  static PluginManifest parse(Bytes source) {
    Matcher lines = LINES.matcher(source.text());
    if (!lines.matches()) {
      throw new ManifestException(
          "the manifest of a plug-in is not what was written: load the plug-in again");
    }
    String path = lines.group("path");
    return new PluginManifest(
        path == null ? null : unescaped(path),
        Long.parseLong(lines.group("size")),
        Long.parseLong(lines.group("loaded")),
        Boolean.parseBoolean(lines.group("stateful")));
  }

  /** Its bytes. */
  Bytes source() {
    StringBuilder text = new StringBuilder(FIRST_LINE);
    if (path != null) {
      text.append("path = \"").append(escaped(path)).append("\"\n");
    }
    text.append("size = ").append(sizeBytes).append('\n');
    text.append("stateful = ").append(stateful).append('\n');
    text.append("loaded_at_ms = ").append(loadedAtMillis).append('\n');
    return Bytes.utf8(text.toString());
  }

  /** As a basic string of TOML has it. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (Character.isISOControl(c)) {
        escaped.append("\\u%04X".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static String unescaped(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                found.group(1) == null
                    ? found.group(2)
                    : Character.toString(Integer.parseInt(found.group(1), 16))));
  }
}
