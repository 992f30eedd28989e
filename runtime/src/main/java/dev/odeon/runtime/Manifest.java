package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.host.StoreGrant;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * An actor's description in TOML: its module, what it may do and how far it may go. Anything
 * unknown in it is an error, so that a misspelt grant or limit is never silently ignored.
 *
 * <pre>{@code
 * name = "counter"          # the actor's id unless another is given
 * module = "counter.wasm"   # relative to the manifest
 * [grants]                  # capabilities by interface; runtime is always granted
 * random = true
 * store = { labels = "notes/", bytes = 1048576 }  # narrowed: its labels begin so, bytes put a turn
 * [limits]                  # each may only lower what the server allows
 * memory_mb = 16
 * time_ms = 1000
 * init_time_ms = 10000
 * output_mb = 1
 * table_elements = 1000
 * [record]
 * log = true                # keep the guest's log lines in its chain (the default)
 * [mailbox]
 * capacity = 1024
 * }</pre>
 *
 * @param name the id of the actor if none is given
 * @param module where the module's file is, relative to the manifest's
 * @param grants the interfaces granted, as in {@code theater:simple/<interface>}
 * @param store how far {@code store} reaches, if it is granted
 * @param limits what the manifest asks to lower
 * @param recordLog whether log lines become events of the chain
 * @param mailboxCapacity how many messages may wait, or empty for the server's setting
 * @param source the text it was read from, UTF-8; its hash names the manifest
 */
public record Manifest(
    @Nullable String name,
    String module,
    Set<String> grants,
    StoreGrant store,
    Lowered limits,
    boolean recordLog,
    OptionalInt mailboxCapacity,
    Bytes source) {

  /**
   * Limits that a manifest lowers; empty means the server's.
   *
   * @param memoryMebibytes linear memory in MiB
   * @param timeMillis a turn's time in milliseconds
   * @param initTimeMillis the first turn's time in milliseconds
   * @param outputMebibytes state, reply and each event in MiB
   * @param tableElements elements of all tables
   * @param fuel a turn's fuel in units, also the first turn's
   * @param stackSlots a turn's stack in slots
   */
  public record Lowered(
      OptionalLong memoryMebibytes,
      OptionalLong timeMillis,
      OptionalLong initTimeMillis,
      OptionalLong outputMebibytes,
      OptionalLong tableElements,
      OptionalLong fuel,
      OptionalLong stackSlots) {}

  /** By what grants can be narrowed. */
  private static final Map<String, List<String>> NARROWINGS =
      Map.of("store", List.of("labels", "bytes"));

  /** The largest mailbox a manifest may ask for. */
  public static final int MAILBOX_CAPACITY_MAX = 1_000_000;

  /** The largest manifest in bytes. */
  public static final int SIZE_MAX = 1 << 20;

  /**
   * Reads a manifest.
   *
   * @param origin what errors call it, such as its file name
   * @param source its text
   * @param grantable the interfaces that can be granted here
   * @throws ManifestException naming line and key of the first thing that is wrong
   */
  public static Manifest parse(String origin, Bytes source, Set<String> grantable) {
    if (source.size() > SIZE_MAX) {
      throw new ManifestException(origin + " is over the " + SIZE_MAX + " bytes of a manifest");
    }
    Table root = Table.parse(origin, source);
    root.allow("name", "module", "grants", "limits", "record", "mailbox");
    Table limits = root.table("limits");
    limits.allow(
        "memory_mb",
        "time_ms",
        "init_time_ms",
        "output_mb",
        "table_elements",
        "fuel",
        "stack_slots");
    Table record = root.table("record");
    record.allow("log");
    Table mailbox = root.table("mailbox");
    mailbox.allow("capacity");
    return new Manifest(
        name(root),
        root.requiredText("module"),
        grants(root.table("grants"), grantable),
        store(root.table("grants")),
        new Lowered(
            limits.number("memory_mb", 4095),
            limits.number("time_ms", Integer.MAX_VALUE),
            limits.number("init_time_ms", Integer.MAX_VALUE),
            limits.number("output_mb", 2047),
            limits.number("table_elements", Integer.MAX_VALUE),
            limits.number("fuel", Long.MAX_VALUE),
            limits.number("stack_slots", Integer.MAX_VALUE)),
        record.bool("log", true),
        capacity(mailbox),
        source);
  }

  /**
   * Reads only where the module of a manifest is, whatever else it asks for.
   *
   * @throws ManifestException if it is not TOML, or does not say
   */
  public static String modulePath(String origin, Bytes source) {
    return Table.parse(origin, source).requiredText("module");
  }

  /** The same grants and limits for a module of another name. */
  Manifest withModule(String other) {
    return new Manifest(name, other, grants, store, limits, recordLog, mailboxCapacity, source);
  }

  private static OptionalInt capacity(Table mailbox) {
    OptionalLong capacity = mailbox.number("capacity", MAILBOX_CAPACITY_MAX);
    return capacity.isPresent() ? OptionalInt.of((int) capacity.getAsLong()) : OptionalInt.empty();
  }

  private static @Nullable String name(Table root) {
    String name = root.text("name");
    if (name != null) {
      try {
        Key.actor(name);
      } catch (IllegalArgumentException e) {
        throw root.wrong("name", e.getMessage());
      }
    }
    return name;
  }

  private static Set<String> grants(Table table, Set<String> grantable) {
    Set<String> granted = new TreeSet<>();
    for (String name : table.names()) {
      if (!grantable.contains(name)) {
        throw table.wrong(
            name,
            "there is no such capability; there are "
                + String.join(", ", new TreeSet<>(grantable)));
      }
      if (table.granted(name)) {
        granted.add(name);
      }
    }
    granted.add("runtime");
    return Set.copyOf(granted);
  }

  private static StoreGrant store(Table grants) {
    Table narrowed = grants.narrowing("store");
    String labels = narrowed.text("labels");
    OptionalLong bytes = narrowed.number("bytes", 0, Long.MAX_VALUE);
    return new StoreGrant(labels == null ? "" : labels, bytes.orElse(StoreGrant.ALL.bytesMax()));
  }

  /** One TOML table with its way from the root, so that every complaint can say where. */
  private record Table(String origin, String source, String path, Map<String, JsonNode> values) {
    static Table parse(String origin, Bytes source) {
      String text = text(origin, source);
      try {
        return of(origin, text, "", new TomlMapper().readTree(text));
      } catch (JacksonException e) {
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        String why = e.getOriginalMessage().lines().findFirst().orElse("cannot be read");
        throw new ManifestException(
            origin + (line > 0 ? " line " + line : "") + ": not TOML: " + why);
      }
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

    private static Table of(String origin, String source, String path, JsonNode node) {
      Map<String, JsonNode> values = new LinkedHashMap<>();
      node.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
      return new Table(origin, source, path, values);
    }

    Set<String> names() {
      return values.keySet();
    }

    void allow(String... known) {
      for (String name : names()) {
        if (!Set.of(known).contains(name)) {
          throw wrong(name, "unknown key; known here are " + String.join(", ", known));
        }
      }
    }

    Table table(String name) {
      JsonNode node = values.get(name);
      if (node == null) {
        return new Table(origin, source, name, Map.of());
      }
      if (!node.isObject()) {
        throw wrong(name, "must be a table: write [" + name + "]");
      }
      return of(origin, source, name, node);
    }

    @Nullable String text(String name) {
      JsonNode node = values.get(name);
      if (node == null) {
        return null;
      }
      if (!node.isString() || node.stringValue().isEmpty()) {
        throw wrong(name, "must be a text that is not empty");
      }
      return node.stringValue();
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

    /** A grant is {@code true}, {@code false}, or a table that narrows it. */
    boolean granted(String name) {
      JsonNode node = values.get(name);
      if (node != null && node.isObject()) {
        for (String key : node.propertyNames()) {
          if (!NARROWINGS.getOrDefault(name, List.of()).contains(key)) {
            throw wrong(name, "cannot be narrowed by " + key + "; " + narrowings(name));
          }
        }
        return true;
      }
      return bool(name, false);
    }

    private static String narrowings(String name) {
      List<String> known = NARROWINGS.get(name);
      return known == null
          ? "write " + name + " = true"
          : "it can be by " + String.join(", ", known);
    }

    /** What narrows the grant {@code name}: an empty table if nothing does. */
    Table narrowing(String name) {
      JsonNode node = values.get(name);
      String way = path + "." + name;
      return node != null && node.isObject()
          ? of(origin, source, way, node)
          : new Table(origin, source, way, Map.of());
    }

    OptionalLong number(String name, long max) {
      return number(name, 1, max);
    }

    OptionalLong number(String name, long min, long max) {
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

    ManifestException wrong(String name, @Nullable String what) {
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
      for (String raw : source.split("\n", -1)) {
        line++;
        String text = raw.strip();
        if (text.startsWith("[")) {
          section = text.replaceAll("[\\[\\]\"']|#.*", "").strip();
          if (path.isEmpty() && section.split("\\.")[0].equals(name)) {
            return line;
          }
        } else {
          String key = text.split("=", 2)[0].replaceAll("[\"']", "").strip();
          String full = section.isEmpty() ? key : section + "." + key;
          String wanted = path.isEmpty() ? name : path + "." + name;
          if (full.equals(wanted)
              || full.startsWith(wanted + ".")
              || wanted.startsWith(full + ".")) {
            return line;
          }
        }
      }
      return 0;
    }
  }
}
