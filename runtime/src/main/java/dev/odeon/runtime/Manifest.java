package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Priority;
import dev.odeon.host.Capabilities;
import dev.odeon.host.Capability;
import dev.odeon.host.Grants;
import dev.odeon.host.capability.RuntimeCapability;
import dev.odeon.runtime.timer.Grid;
import dev.odeon.runtime.timer.ManifestTimer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An actor's description in TOML: its module, what it may do and how far it may go. Anything
 * unknown in it is an error, so that a misspelt grant or limit is never silently ignored.
 *
 * <pre>{@code
 * kind = "actor"            # the kind of guest; "actor" if it is missing
 * name = "counter"          # the actor's id unless another is given
 * module = "counter.wasm"   # relative to the manifest
 * [grants]                  # capabilities by interface; runtime is always granted
 * random = true
 * store = { labels = "notes/", bytes = 1048576 }  # narrowed: its labels begin so, bytes put a turn
 * environment = { names = ["LANG", "APP_*"] }
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
 * while_paused = "queue"    # messages to a paused actor wait; "refuse" if it is missing
 * [[timer]]                 # sent to the actor again and again, as many as there are
 * name = "tick"
 * every = "5m"              # or a cron expression:
 * # cron = "0 3 * * MON-FRI"
 * # zone = "Europe/Berlin"  # its time zone; "UTC" if it is missing
 * body = "tick"
 * [messages]
 * priority = "low"          # of what it sends without saying; "normal" if it is missing
 * }</pre>
 *
 * @param name the id of the actor if none is given
 * @param module where the module's file is, relative to the manifest's
 * @param grants the capabilities granted, and how far each reaches
 * @param limits what the manifest asks to lower
 * @param recordLog whether log lines become events of the chain
 * @param mailbox how messages wait
 * @param timers those that it sets
 * @param sendPriority how urgent a message is that the actor sends without saying
 * @param source the text it was read from, UTF-8; its hash names the manifest
 */
public record Manifest(
    @Nullable String name,
    String module,
    Grants grants,
    Lowered limits,
    boolean recordLog,
    MailboxRules mailbox,
    List<ManifestTimer> timers,
    Priority sendPriority,
    Bytes source) {
  /** Copies the list. */
  public Manifest {
    timers = List.copyOf(timers);
  }

  /**
   * How messages wait.
   *
   * @param capacity how many of each priority may, or empty for the server's setting
   * @param queuesWhilePaused whether they do while the actor is paused, or are refused
   */
  public record MailboxRules(OptionalInt capacity, boolean queuesWhilePaused) {}

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

  /** What the key {@code kind} says of an actor's. */
  public static final String KIND = "actor";

  private static final String MESSAGES = "messages";

  /** The largest mailbox a manifest may ask for. */
  public static final int MAILBOX_CAPACITY_MAX = 1_000_000;

  /** The largest manifest in bytes. */
  public static final int SIZE_MAX = 1 << 20;

  /**
   * Reads a manifest.
   *
   * @param origin what errors call it, such as its file name
   * @param source its text
   * @param capabilities what can be granted here
   * @throws ManifestException naming line and key of the first thing that is wrong
   */
  public static Manifest parse(String origin, Bytes source, Capabilities capabilities) {
    if (source.size() > SIZE_MAX) {
      throw new ManifestException(origin + " is over the " + SIZE_MAX + " bytes of a manifest");
    }
    TomlTable root = TomlTable.parse(origin, source);
    root.allow(
        "kind", "name", "module", "grants", "limits", "record", "mailbox", MESSAGES, "timer");
    if (!kind(root).equals(KIND)) {
      throw root.wrong("kind", "must be \"" + KIND + "\": that is what this manifest describes");
    }
    TomlTable limits = root.table("limits");
    limits.allow(
        "memory_mb",
        "time_ms",
        "init_time_ms",
        "output_mb",
        "table_elements",
        "fuel",
        "stack_slots");
    TomlTable record = root.table("record");
    record.allow("log");
    TomlTable mailbox = root.table("mailbox");
    mailbox.allow("capacity", "while_paused");
    return new Manifest(
        name(root),
        root.requiredText("module"),
        grants(root.table("grants"), capabilities),
        new Lowered(
            limits.number("memory_mb", 4095),
            limits.number("time_ms", Integer.MAX_VALUE),
            limits.number("init_time_ms", Integer.MAX_VALUE),
            limits.number("output_mb", 2047),
            limits.number("table_elements", Integer.MAX_VALUE),
            limits.number("fuel", Long.MAX_VALUE),
            limits.number("stack_slots", Integer.MAX_VALUE)),
        record.bool("log", true),
        new MailboxRules(capacity(mailbox), queuesWhilePaused(mailbox)),
        timers(root),
        sendPriority(root),
        source);
  }

  /**
   * Whether {@code other} grants and limits the same: names, the place of the module, order and
   * comments aside.
   */
  public boolean means(Manifest other) {
    return grants.equals(other.grants)
        && limits.equals(other.limits)
        && recordLog == other.recordLog
        && mailbox.equals(other.mailbox)
        && timers.equals(other.timers)
        && sendPriority == other.sendPriority;
  }

  /**
   * Reads only how urgent a message is that the actor of a manifest sends without saying, whatever
   * else it says: normal if it does not say, or is no manifest.
   */
  public static Priority sendPriority(Bytes source) {
    try {
      return sendPriority(TomlTable.parse("a manifest", source));
    } catch (ManifestException e) {
      return Priority.NORMAL;
    }
  }

  private static Priority sendPriority(TomlTable root) {
    TomlTable messages = root.table(MESSAGES);
    messages.allow("priority");
    String text = messages.text("priority");
    try {
      return text == null ? Priority.NORMAL : Priority.of(text);
    } catch (IllegalArgumentException e) {
      throw messages.wrong("priority", e.getMessage());
    }
  }

  /**
   * Reads only where the module of a manifest is, whatever else it asks for.
   *
   * @throws ManifestException if it is not TOML, or does not say
   */
  public static String modulePath(String origin, Bytes source) {
    return TomlTable.parse(origin, source).requiredText("module");
  }

  /**
   * The kind of guest that a manifest in TOML is for: an actor if it does not say.
   *
   * @throws ManifestException if it is not TOML
   */
  public static String kind(String origin, Bytes source) {
    return kind(TomlTable.parse(origin, source));
  }

  private static String kind(TomlTable root) {
    String kind = root.text("kind");
    return kind == null ? KIND : kind;
  }

  private static OptionalInt capacity(TomlTable mailbox) {
    OptionalLong capacity = mailbox.number("capacity", MAILBOX_CAPACITY_MAX);
    return capacity.isPresent() ? OptionalInt.of((int) capacity.getAsLong()) : OptionalInt.empty();
  }

  private static List<ManifestTimer> timers(TomlTable root) {
    List<ManifestTimer> timers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (TomlTable table : root.tables("timer")) {
      table.allow("name", "every", "cron", "zone", "body");
      ManifestTimer timer = timer(table);
      if (!names.add(timer.name())) {
        throw table.wrong(
            "name", "there is another timer '" + timer.name() + "': name it otherwise");
      }
      timers.add(timer);
    }
    if (timers.size() > ManifestTimer.COUNT_MAX) {
      throw root.wrong("timer", "there are at most " + ManifestTimer.COUNT_MAX);
    }
    return timers;
  }

  private static ManifestTimer timer(TomlTable table) {
    String name = checked(table, "name", ManifestTimer::name);
    String every = table.text("every");
    String cron = table.text("cron");
    String zone = table.text("zone");
    if (name == null) {
      throw table.wrong("name", "is missing: a timer has one");
    }
    if ((every == null) == (cron == null)) {
      throw table.wrong(
          every == null ? "name" : "cron",
          "a timer has either every, such as \"5m\", or cron, such as \"0 3 * * MON-FRI\"");
    }
    if (cron == null && zone != null) {
      throw table.wrong("zone", "only a timer with cron has a time zone");
    }
    if (zone != null) {
      var _ = checked(table, "zone", ManifestTimer::zone);
    }
    Grid grid =
        every != null
            ? checked(table, "every", ManifestTimer::every)
            : checked(table, "cron", text -> ManifestTimer.cron(text, zone));
    String body = table.text("body");
    return new ManifestTimer(
        name, Objects.requireNonNull(grid), body == null ? Bytes.empty() : Bytes.utf8(body));
  }

  /** What {@code read} makes of a text; null if there is none. */
  private static <T> @Nullable T checked(TomlTable table, String key, Function<String, T> read) {
    String text = table.text(key);
    try {
      return text == null ? null : read.apply(text);
    } catch (IllegalArgumentException e) {
      throw table.wrong(key, e.getMessage());
    }
  }

  private static boolean queuesWhilePaused(TomlTable mailbox) {
    String asked = mailbox.text("while_paused");
    if (asked != null && !asked.equals("queue") && !asked.equals("refuse")) {
      throw mailbox.wrong("while_paused", "must be \"queue\" or \"refuse\"");
    }
    return "queue".equals(asked);
  }

  private static @Nullable String name(TomlTable root) {
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

  private static Grants grants(TomlTable table, Capabilities capabilities) {
    Grants granted = Grants.none();
    for (String name : table.names()) {
      Capability<?> capability = capabilities.find(name);
      if (capability == null) {
        throw table.wrong(
            name,
            "there is no such capability; there are "
                + String.join(", ", new TreeSet<>(capabilities.names())));
      }
      if (table.granted(name, capability.grants().keys())) {
        granted = granted.with(capability, table.narrowing(name));
      }
    }
    Capability<?> always = capabilities.find(RuntimeCapability.NAME);
    return always == null ? granted : granted.with(always);
  }
}
