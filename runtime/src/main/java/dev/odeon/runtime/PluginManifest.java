package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

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

  /** Whether {@code source} is the manifest of a plug-in; an actor's has no kind. */
  static boolean isMeant(Bytes source) {
    Bytes first = Bytes.utf8(FIRST_LINE);
    return source.size() >= first.size() && source.slice(0, first.size()).equals(first);
  }

  /**
   * Reads what {@link #source} wrote.
   *
   * @throws ManifestException if it is something else
   */
  static PluginManifest parse(Bytes source) {
    try {
      JsonNode root = new TomlMapper().readTree(source.text());
      JsonNode path = root.get("path");
      return new PluginManifest(
          path == null ? null : path.stringValue(),
          root.required("size").longValue(),
          root.required("loaded_at_ms").longValue(),
          root.required("stateful").booleanValue());
    } catch (JacksonException e) {
      throw new ManifestException(
          "the manifest of a plug-in cannot be read: " + e.getOriginalMessage());
    }
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
}
