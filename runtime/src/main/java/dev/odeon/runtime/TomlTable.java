package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.host.GrantTable;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * One table of a TOML file with its way from the root, so that every complaint can say where.
 * Anything unknown in it is an error, so that a misspelt key is never silently ignored.
 *
 * @param origin what errors call the file
 * @param source its text
 * @param path the way from the root, empty for that
 * @param values what it holds
 */
public record TomlTable(String origin, String source, String path, Map<String, JsonNode> values)
    implements GrantTable {
  /**
   * Reads a file.
   *
   * @throws ManifestException if it is not TOML, naming the line
   */
  public static TomlTable parse(String origin, Bytes source) {
    String text = text(origin, source);
    try {
      return of(origin, text, "", new TomlMapper().readTree(text));
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new ManifestException(
          origin + (line > 0 ? " line " + line : "") + ": not TOML: " + why(e));
    } catch (DateTimeException | NumberFormatException | ArithmeticException _) {
      throw new ManifestException(origin + ": not TOML: a date or a number in it is none");
    }
  }

  /** The library's words are about TOML, but those about limits are about its own classes. */
  private static String why(JacksonException e) {
    String words = e.getOriginalMessage().lines().findFirst().orElse("cannot be read");
    return e instanceof StreamConstraintsException || words.contains("`")
        ? "something in it is too long, too deep or of no kind that it can have here"
        : words;
  }

  private static String text(String origin, Bytes source) {
    try {
      return source.strictText();
    } catch (CharacterCodingException _) {
      String lenient = source.text();
      long line =
          lenient.substring(0, lenient.indexOf('\uFFFD')).chars().filter(c -> c == '\n').count();
      throw new ManifestException(
          "%s line %d: not UTF-8: save it as UTF-8".formatted(origin, line + 1));
    }
  }

  private static TomlTable of(String origin, String source, String path, JsonNode node) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    node.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    return new TomlTable(origin, source, path, values);
  }

  /** The names of what it holds, in their order. */
  public Set<String> names() {
    return values.keySet();
  }

  void allow(String... known) {
    for (String name : names()) {
      if (!Set.of(known).contains(name)) {
        throw wrong(name, "unknown key; known here are " + String.join(", ", known));
      }
    }
  }

  /**
   * A value as its text, and a list as the texts of its values: numbers and truth values as they
   * are written in TOML.
   *
   * @throws ManifestException if it is none of these
   */
  public List<String> written(String name) {
    JsonNode node = values.get(name);
    List<String> texts = new ArrayList<>();
    if (node != null && node.isArray()) {
      node.forEach(each -> texts.add(writtenAlone(name, each)));
    } else if (node != null) {
      texts.add(writtenAlone(name, node));
    }
    return texts;
  }

  private String writtenAlone(String name, JsonNode node) {
    if (node.isString()) {
      return node.stringValue();
    }
    if (node.isIntegralNumber() || node.isBoolean()) {
      return node.asString();
    }
    throw wrong(name, "must be a text, a whole number, true, false, or a list of these");
  }

  /**
   * The table that it holds as {@code name}: an empty one if there is none.
   *
   * @throws ManifestException if that is no table
   */
  public TomlTable table(String name) {
    JsonNode node = values.get(name);
    String way = path.isEmpty() ? name : path + "." + name;
    if (node == null) {
      return new TomlTable(origin, source, way, Map.of());
    }
    if (!node.isObject()) {
      throw wrong(name, "must be a table: write [" + way + "]");
    }
    return of(origin, source, way, node);
  }

  /**
   * The tables of a list, {@code [[name]]}: none if there is none. Each has the way {@code
   * name[index]}.
   */
  List<TomlTable> tables(String name) {
    JsonNode node = values.get(name);
    List<TomlTable> tables = new ArrayList<>();
    if (node == null) {
      return tables;
    }
    for (JsonNode each : node) {
      if (!node.isArray() || !each.isObject()) {
        break;
      }
      tables.add(of(origin, source, name + "[" + tables.size() + "]", each));
    }
    if (!node.isArray() || tables.size() < node.size()) {
      throw wrong(name, "must be a list of tables: write [[" + name + "]]");
    }
    return tables;
  }

  @Override
  public @Nullable String text(String name) {
    JsonNode node = values.get(name);
    if (node == null) {
      return null;
    }
    if (!node.isString() || node.stringValue().isEmpty()) {
      throw wrong(name, "must be a text that is not empty");
    }
    return node.stringValue();
  }

  @Override
  public @Nullable List<String> texts(String name) {
    JsonNode node = values.get(name);
    if (node == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode each : node) {
      if (!each.isString() || each.stringValue().isEmpty()) {
        throw wrong(name, "must be a list of texts, none of them empty");
      }
      texts.add(each.stringValue());
    }
    if (!node.isArray() || texts.isEmpty()) {
      throw wrong(name, "must be a list of texts: write " + name + " = [\"…\"]");
    }
    return texts;
  }

  String requiredText(String name) {
    String text = text(name);
    if (text == null) {
      throw new ManifestException(origin + ": " + name + " is missing: a manifest needs it");
    }
    return text;
  }

  boolean bool(String name, boolean otherwise) {
    JsonNode node = values.get(name);
    if (node == null) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw wrong(name, "must be true or false");
    }
    return node.booleanValue();
  }

  /** A grant is {@code true}, {@code false}, or a table of {@code keys} that narrows it. */
  boolean granted(String name, List<String> keys) {
    JsonNode node = values.get(name);
    if (node != null && node.isObject()) {
      for (String key : node.propertyNames()) {
        if (!keys.contains(key)) {
          throw wrong(name, "cannot be narrowed by " + key + "; " + narrowings(name, keys));
        }
      }
      return true;
    }
    return bool(name, false);
  }

  private static String narrowings(String name, List<String> keys) {
    return keys.isEmpty() ? "write " + name + " = true" : "it can be by " + String.join(", ", keys);
  }

  /** What narrows the grant {@code name}: an empty table if nothing does. */
  TomlTable narrowing(String name) {
    JsonNode node = values.get(name);
    String way = path + "." + name;
    return node != null && node.isObject()
        ? of(origin, source, way, node)
        : new TomlTable(origin, source, way, Map.of());
  }

  OptionalLong number(String name, long max) {
    return number(name, 1, max);
  }

  @Override
  public OptionalLong number(String name, long min, long max) {
    JsonNode node = values.get(name);
    if (node == null) {
      return OptionalLong.empty();
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < min
        || node.longValue() > max) {
      throw wrong(name, "must be a whole number from " + min + " to " + max);
    }
    return OptionalLong.of(node.longValue());
  }

  @Override
  public ManifestException wrong(String name, @Nullable String what) {
    int line = lineOf(name);
    String key = path.isEmpty() ? name : path + "." + name;
    return new ManifestException(
        "%s%s: %s: %s".formatted(origin, line > 0 ? " line " + line : "", key, what));
  }

  /**
   * The library keeps no places, so the line is looked for: 0 if the key is written in a way not
   * known here.
   */
  private int lineOf(String name) {
    String section = "";
    int line = 0;
    Map<String, Integer> counts = new HashMap<>();
    for (String raw : source.split("\n", -1)) {
      line++;
      String text = raw.strip();
      if (text.startsWith("[")) {
        section = text.replaceAll("[\\[\\]\"']|#.*", "").strip();
        if (text.startsWith("[[")) {
          section += "[" + (counts.merge(section, 1, Integer::sum) - 1) + "]";
        }
        if (path.isEmpty() && section.split("[.\\[]")[0].equals(name)) {
          return line;
        }
      } else {
        String key = text.split("=", 2)[0].replaceAll("[\"']", "").strip();
        String full = section.isEmpty() ? key : section + "." + key;
        String wanted = path.isEmpty() ? name : path + "." + name;
        if (full.equals(wanted) || full.startsWith(wanted + ".") || wanted.startsWith(full + ".")) {
          return line;
        }
      }
    }
    return 0;
  }
}
