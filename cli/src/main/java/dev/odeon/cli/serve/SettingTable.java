package dev.odeon.cli.serve;

import dev.odeon.engine.Limits;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.runtime.Settings;
import dev.odeon.server.ConnectionLimits;
import dev.odeon.server.ServerConfig;
import dev.odeon.store.StoreConfig;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** All settings of a server. */
final class SettingTable {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long YEAR = 365 * DAY;
  private static final long MEBIBYTE = 1L << 20;

  /** Settings that belong together. */
  record Group(String title, List<Setting> settings) {}

  static final List<Group> GROUPS =
      List.of(
          new Group(
              "The server",
              List.of(
                  path(
                      "socket",
                      ServerConfig.class,
                      "socket",
                      "Names the socket of the server.",
                      "in the home"),
                  text(
                      "socket-group",
                      ServerConfig.class,
                      "socketGroup",
                      "Lets members of this group connect too: the socket gets the group and mode"
                          + " 0660. It needs --socket."),
                  time(
                      "drain",
                      0,
                      DAY,
                      ServerConfig.class,
                      "drain",
                      "Gives running requests this time when the server stops. The process ends"
                          + " within a second after it."),
                  texts(
                      "modules",
                      "DIR",
                      "modules",
                      "Reads the modules that requests name from this folder only. The option is"
                          + " repeatable."),
                  flag(
                      "no-module-files",
                      ServeOptions.class,
                      "noModuleFiles",
                      "Reads no module files: requests must contain the module."),
                  texts(
                      "quota",
                      "[TENANT:]NAME=N,…",
                      "quota",
                      "Limits what a tenant may use at a time: executions, fuel (a second), memory"
                          + " and modules (MiB). Of memory, each execution counts as its limit"
                          + " (--memory), whatever it uses. Without a tenant it is about every tenant"
                          + " that is not named. The option is repeatable."),
                  texts(
                      "env",
                      "NAME[=VALUE]",
                      "env",
                      "Sets a variable that actors may be granted (environment in their manifests)."
                          + " Without a value it has that of this process. The option is repeatable."
                          + " What an actor reads is recorded in its chain."),
                  flag(
                      "degraded",
                      ServeOptions.class,
                      "degraded",
                      "Opens the home even if its log is damaged. Actors that lack a block take no"
                          + " turns, the others run. If it is unknown what is lost, everything is"
                          + " read-only."),
                  flag(
                      "paused",
                      Settings.class,
                      "paused",
                      "Opens the home paused: no actor acts until it is resumed, and messages are"
                          + " refused. Actors can be read, started, upgraded, paused and stopped."),
                  level(
                      "log-level",
                      "logLevel",
                      "Logs this level and worse ones: debug, info, warn or error."),
                  flag(
                      "log-requests",
                      ServerConfig.class,
                      "logRequests",
                      "Logs each request: its type, tenant, duration and result."),
                  new Setting(
                      "gc-every",
                      "",
                      SettingKind.TIME.label(),
                      SettingKind.TIME,
                      1,
                      0,
                      YEAR,
                      ServeOptions.class,
                      "gcEvery",
                      "Collects the store this often, first after that time; 0 is never.",
                      "never"))),
          new Group(
              "Runs of plug-ins",
              List.of(
                  shortened(
                      "-t",
                      time(
                          "timeout",
                          1,
                          100 * YEAR,
                          Limits.class,
                          "time",
                          "Limits the time of a run or a pipeline; requests can only lower it.")),
                  shortened(
                      "-m",
                      size(
                          "memory",
                          MEBIBYTE,
                          1,
                          Long.MAX_VALUE,
                          Limits.class,
                          "memoryBytesMax",
                          "Limits the memory of a run; a number alone is MiB. Requests can only"
                              + " lower it.",
                          "")),
                  shortened(
                      "-f",
                      count(
                          "fuel",
                          Long.MAX_VALUE,
                          Limits.class,
                          "fuel",
                          "Limits the fuel of a run; requests can only lower it.",
                          "20,000,000 for each millisecond of --timeout")),
                  size(
                      "module-size",
                      "moduleBytesMax",
                      ExecutionConfig.class,
                      "Limits the size of a module."),
                  size(
                      "input-size",
                      "inputBytesMax",
                      ExecutionConfig.class,
                      "Limits the input of a run."),
                  count(
                      "pipeline-steps",
                      1000,
                      ExecutionConfig.class,
                      "stepsMax",
                      "Limits the steps of a pipeline.",
                      ""),
                  count(
                      "plugins-max",
                      Integer.MAX_VALUE,
                      ExecutionConfig.class,
                      "binariesMax",
                      "Limits the plug-ins of all tenants together.",
                      ""),
                  count(
                      "runs",
                      100_000,
                      ExecutionConfig.class,
                      "runsAtATime",
                      "Limits how many stateless runs there are at a time while all are short.",
                      "2 for each processor"),
                  count(
                      "runs-max",
                      100_000,
                      ExecutionConfig.class,
                      "runsMax",
                      "Limits how many there are at a time while some are long.",
                      "64 for each processor"),
                  count(
                      "runs-waiting",
                      Integer.MAX_VALUE,
                      ExecutionConfig.class,
                      "waitingMax",
                      "Limits how many runs may wait; the next one is answered Overloaded.",
                      ""),
                  time(
                      "run-wait",
                      1,
                      DAY,
                      ExecutionConfig.class,
                      "waitingTime",
                      "Limits how long a run may wait before it begins."))),
          new Group(
              "Actors",
              List.of(
                  count(
                      "guest-threads",
                      1024,
                      Settings.class,
                      "guestThreads",
                      "Sets how many actors run at a time.",
                      "one for each processor"),
                  size(
                      "guest-stack",
                      1,
                      MEBIBYTE,
                      8192 * MEBIBYTE,
                      Settings.class,
                      "guestStackBytes",
                      "Sets the stack of a thread that runs guests: address space, of which memory"
                          + " is taken as it is used.",
                      ""),
                  count(
                      "parked-guests",
                      10_000,
                      Settings.class,
                      "parkedGuests",
                      "Limits how many actors may wait in a host call at a time, such as a request"
                          + " to another actor, each on a thread of its own.",
                      ""),
                  size(
                      "actor-memory",
                      1,
                      65_536,
                      4095 * MEBIBYTE,
                      Settings.class,
                      "memoryBytes",
                      "Limits the memory of an actor's guest; manifests can only lower it.",
                      ""),
                  size(
                      "guests-memory",
                      1,
                      65_536,
                      Long.MAX_VALUE,
                      Settings.class,
                      "allGuestsBytes",
                      "Limits the memory of all guests together.",
                      "half the heap"),
                  count(
                      "table-elements",
                      Integer.MAX_VALUE,
                      Settings.class,
                      "tableElements",
                      "Limits the elements of all tables of a guest.",
                      ""),
                  time(
                      "turn-time",
                      1,
                      YEAR,
                      Settings.class,
                      "turnTime",
                      "Limits how long a turn of an actor may take."),
                  time(
                      "init-time",
                      1,
                      YEAR,
                      Settings.class,
                      "initTime",
                      "Limits how long the first turn of an actor may take."),
                  size(
                      "output-size",
                      "outputBytes",
                      Settings.class,
                      "Limits the size of a state, a reply or an event."),
                  size(
                      "message-size",
                      "messageBytes",
                      Settings.class,
                      "Limits the size of a message's body."),
                  count(
                      "mailbox",
                      1_000_000,
                      Settings.class,
                      "mailboxCapacity",
                      "Limits how many messages of each priority may wait for one actor.",
                      ""),
                  count(
                      "channels-per-actor",
                      1_000_000,
                      Settings.class,
                      "channelsPerActor",
                      "Limits how many channels of one actor may be open, whoever opened them.",
                      ""),
                  count(
                      "timers-per-actor",
                      1_000_000,
                      Settings.class,
                      "timersPerActor",
                      "Limits how many timers that the guest of an actor set may wait.",
                      ""),
                  count(
                      "timers-per-tenant",
                      Integer.MAX_VALUE,
                      Settings.class,
                      "timersPerTenant",
                      "Limits how many timers that all guests of a tenant set may wait.",
                      ""),
                  count(
                      "outbox",
                      1_000_000,
                      Settings.class,
                      "outboxEntries",
                      "Limits how many messages of one actor to another may wait.",
                      ""),
                  count(
                      "delivery-attempts",
                      1_000_000,
                      Settings.class,
                      "deliveryAttempts",
                      "Limits how often a message of another actor, or a timer, may fail before it is a"
                          + " dead letter.",
                      ""),
                  count(
                      "unsynced-turns",
                      1_000_000,
                      Settings.class,
                      "unsyncedTurns",
                      "Limits how many turns of one actor may wait for the disk.",
                      ""),
                  count(
                      "followers",
                      1_000_000,
                      Settings.class,
                      "followersMax",
                      "Limits how many readers may follow events at a time.",
                      ""),
                  size(
                      "state-cache",
                      1,
                      0,
                      Long.MAX_VALUE,
                      Settings.class,
                      "cachedStateBytes",
                      "Limits the states of idle actors that are kept in memory.",
                      "an eighth of the heap"),
                  time(
                      "request-age",
                      1,
                      100 * YEAR,
                      Settings.class,
                      "requestAge",
                      "Limits how long a message without a deadline waits for its turn."),
                  time(
                      "open-request-age",
                      1,
                      100 * YEAR,
                      Settings.class,
                      "openRequestAge",
                      "Limits how long a request without a deadline that an actor left open waits for its answer."),
                  count(
                      "open-requests",
                      Integer.MAX_VALUE,
                      Settings.class,
                      "openRequests",
                      "Limits how many requests of one actor may be open; further ones are refused.",
                      ""),
                  time(
                      "id-age",
                      1,
                      100 * YEAR,
                      Settings.class,
                      "dedupAge",
                      "Sets how long the ids of messages from outside are remembered."),
                  count(
                      "ids",
                      Long.MAX_VALUE,
                      Settings.class,
                      "dedupCount",
                      "Limits how many of these ids are remembered.",
                      ""),
                  count(
                      "compile-threads",
                      1024,
                      Settings.class,
                      "loadsAtATime",
                      "Sets how many modules are compiled at a time.",
                      "all processors but one"),
                  time(
                      "compile-time",
                      1,
                      DAY,
                      Settings.class,
                      "loadTime",
                      "Limits how long compiling a module may take."))),
          new Group(
              "Connections",
              List.of(
                  count(
                      "connections",
                      1_000_000,
                      ConnectionLimits.class,
                      "connectionsMax",
                      "Limits the connections; the next one gets an error. There are fewer if the"
                          + " limit of open files (ulimit -n) is too low for them.",
                      ""),
                  count(
                      "connection-threads",
                      100_000,
                      ConnectionLimits.class,
                      "platformThreadsMax",
                      "Limits how many connections have a platform thread of their own; the others"
                          + " have virtual threads.",
                      ""),
                  size(
                      "connection-stack",
                      1,
                      MEBIBYTE,
                      8192 * MEBIBYTE,
                      ConnectionLimits.class,
                      "stackBytes",
                      "Sets the stack of these platform threads; plug-ins run on it.",
                      ""),
                  size(
                      "line-size",
                      "lineBytesMax",
                      ConnectionLimits.class,
                      "Limits the line of a request."),
                  size(
                      "buffers",
                      1,
                      MEBIBYTE,
                      Long.MAX_VALUE,
                      ConnectionLimits.class,
                      "bufferBytesMax",
                      "Limits what all connections buffer; what is more is answered Overloaded.",
                      "an eighth of the heap"),
                  count(
                      "in-flight",
                      100_000,
                      ConnectionLimits.class,
                      "inFlightMax",
                      "Limits how many requests of one connection may wait at a time.",
                      ""),
                  time(
                      "stall",
                      1,
                      DAY,
                      ConnectionLimits.class,
                      "stall",
                      "Limits how long a client may leave a response unread, or a line unfinished."))),
          new Group(
              "The disk",
              List.of(
                  size(
                      "segment-size",
                      1,
                      8192,
                      512 * MEBIBYTE,
                      Settings.class,
                      "segmentBytes",
                      "Sets the size of the log's segments, a multiple of 4 KiB.",
                      ""),
                  size(
                      "store-cache",
                      1,
                      0,
                      Long.MAX_VALUE,
                      StoreConfig.class,
                      "cacheBytes",
                      "Limits the memory that cached content takes; 0 is none.",
                      ""),
                  time(
                      "gc-grace",
                      0,
                      YEAR,
                      StoreConfig.class,
                      "grace",
                      "Keeps content that nothing names for this time after it was stored."),
                  size(
                      "code-cache",
                      1,
                      0,
                      Long.MAX_VALUE,
                      Settings.class,
                      "codeCacheBytes",
                      "Limits what compiled modules take on the disk.",
                      ""))));

  private SettingTable() {}

  /** All settings, in their order. */
  static Stream<Setting> all() {
    return GROUPS.stream().flatMap(group -> group.settings().stream());
  }

  /** The setting of that name. */
  static Setting of(String name) {
    return all().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** The defaults of a record that has settings. */
  static Record defaults(Class<? extends Record> of) {
    return Stream.of(
            Settings.defaults(),
            Limits.DEFAULT,
            ExecutionConfig.defaults(),
            ServerConfig.defaults(),
            ConnectionLimits.defaults(),
            StoreConfig.defaults(),
            ServeOptions.defaults())
        .filter(of::isInstance)
        .findFirst()
        .orElseThrow();
  }

  private static Setting count(
      String name,
      long max,
      Class<? extends Record> of,
      String component,
      String doc,
      String usual) {
    return new Setting(
        name,
        "",
        SettingKind.COUNT.label(),
        SettingKind.COUNT,
        1,
        1,
        max,
        of,
        component,
        doc,
        usual);
  }

  /** A size that one array must hold. */
  private static Setting size(
      String name, String component, Class<? extends Record> of, String doc) {
    return size(name, 1, 1, Integer.MAX_VALUE, of, component, doc, "");
  }

  private static Setting size(
      String name,
      long bare,
      long min,
      long max,
      Class<? extends Record> of,
      String component,
      String doc,
      String usual) {
    return new Setting(
        name,
        "",
        SettingKind.SIZE.label(),
        SettingKind.SIZE,
        bare,
        min,
        max,
        of,
        component,
        doc,
        usual);
  }

  private static Setting time(
      String name, long min, long max, Class<? extends Record> of, String component, String doc) {
    return new Setting(
        name, "", SettingKind.TIME.label(), SettingKind.TIME, 1, min, max, of, component, doc, "");
  }

  private static Setting flag(
      String name, Class<? extends Record> of, String component, String doc) {
    return new Setting(
        name, "", SettingKind.FLAG.label(), SettingKind.FLAG, 1, 0, 0, of, component, doc, "");
  }

  private static Setting level(String name, String component, String doc) {
    return new Setting(
        name,
        "",
        SettingKind.LEVEL.label(),
        SettingKind.LEVEL,
        1,
        0,
        0,
        ServeOptions.class,
        component,
        doc,
        "");
  }

  private static Setting text(
      String name, Class<? extends Record> of, String component, String doc) {
    return new Setting(
        name, "", SettingKind.TEXT.label(), SettingKind.TEXT, 1, 0, 0, of, component, doc, "");
  }

  private static Setting path(
      String name, Class<? extends Record> of, String component, String doc, String usual) {
    return new Setting(
        name, "", SettingKind.PATH.label(), SettingKind.PATH, 1, 0, 0, of, component, doc, usual);
  }

  private static Setting texts(String name, String label, String component, String doc) {
    return new Setting(
        name, "", label, SettingKind.TEXTS, 1, 0, 0, ServeOptions.class, component, doc, "");
  }

  private static Setting shortened(String shorthand, Setting setting) {
    return new Setting(
        setting.name(),
        shorthand,
        setting.label(),
        setting.kind(),
        setting.bare(),
        setting.min(),
        setting.max(),
        setting.of(),
        setting.component(),
        setting.doc(),
        setting.usual());
  }
}
