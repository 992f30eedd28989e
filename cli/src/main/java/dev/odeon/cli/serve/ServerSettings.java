package dev.odeon.cli.serve;

import dev.odeon.cli.Failure;
import dev.odeon.cli.Values;
import dev.odeon.engine.Limits;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.log.LogConfig;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.TenantLimits;
import dev.odeon.server.ConnectionLimits;
import dev.odeon.server.ServerConfig;
import dev.odeon.service.ModuleFiles;
import dev.odeon.store.StoreConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen for a server: an option before the file, the file before the default. The methods
 * give the records that configure the rooms.
 */
public final class ServerSettings {
  private final Map<Setting, Object> chosen = new HashMap<>();

  private final SortedMap<String, TenantLimits> tenants = new TreeMap<>();

  /** Nothing is chosen yet: everything has its default. */
  public ServerSettings() {}

  /**
   * Chooses a value, in the place of one that was chosen before.
   *
   * @throws IllegalArgumentException if {@code texts} are no value of the setting
   */
  void choose(Setting setting, List<String> texts) {
    chosen.put(setting, setting.value(texts));
  }

  /** Chooses what {@code tenant} may use, where nothing is set for it otherwise. */
  void tenant(String tenant, TenantLimits limits) {
    tenants.put(tenant, limits);
  }

  /** The limits and sizes of a home. */
  public Settings home() {
    Settings home = checked(() -> into(Settings.defaults()));
    StoreConfig store = checked(() -> into(StoreConfig.defaults()));
    // The log checks the size of its segments when it is opened: late for who wrote it.
    checked(() -> LogConfig.defaults().withSegmentBytes((int) home.segmentBytes()));
    return with(home, Map.of("store", store, "tenants", tenants));
  }

  /** The configuration of the execution service, without its metrics. */
  ExecutionConfig execution() {
    Quotas quotas = Quotas.of(serve().quota()).allowing(limits().memoryBytesMax());
    return checked(() -> into(ExecutionConfig.defaults()))
        .withLimits(limits())
        .withQuotas(quotas.all(), quotas.single())
        .withPreparing();
  }

  /** The limits of a run. The fuel is what goes with the time unless it is chosen. */
  Limits limits() {
    Limits limits = checked(() -> into(Limits.DEFAULT));
    return chosen.containsKey(SettingTable.of("fuel"))
        ? limits
        : limits.withFuel(Limits.fuelFor(limits.time()));
  }

  /** The configuration of the server. */
  ServerConfig server() {
    ServeOptions serve = serve();
    if (serve.noModuleFiles() && !serve.modules().isEmpty()) {
      throw Failure.usage("--no-module-files and --modules exclude each other: give one of them");
    }
    if (chosen.containsKey(SettingTable.of("socket-group"))
        && !chosen.containsKey(SettingTable.of("socket"))) {
      throw Failure.usage(
          "--socket-group needs --socket: nobody but its owner gets into the home, where the socket is by default");
    }
    ModuleFiles files =
        serve.noModuleFiles()
            ? new ModuleFiles.Nowhere()
            : serve.modules().isEmpty()
                ? new ModuleFiles.Anywhere()
                : new ModuleFiles.Within(serve.modules().stream().map(Values::path).toList());
    ConnectionLimits limits = checked(() -> into(ConnectionLimits.defaults()));
    return checked(() -> into(ServerConfig.defaults())).withLimits(limits).withFiles(files);
  }

  /** What the command itself makes of them. */
  ServeOptions serve() {
    return into(ServeOptions.defaults());
  }

  /** The value that is used of a setting; null if it has none. */
  @Nullable Object effective(Setting setting) {
    return component(
        switch (setting.of().getSimpleName()) {
          case "Limits" -> limits();
          default -> into(SettingTable.defaults(setting.of()));
        },
        setting.component());
  }

  /**
   * Checks that the values fit together.
   *
   * @throws Failure if they do not
   */
  void check() {
    var _ = home();
    var _ = execution();
    var _ = server();
  }

  /** The default of a setting in a few words; {@code none} if it has none. */
  static String usual(Setting setting) {
    return setting.usually(component(SettingTable.defaults(setting.of()), setting.component()));
  }

  /** What bounds the server most, on one line for the log. */
  String summary() {
    return Stream.of(
            "guest-threads",
            "guests-memory",
            "timeout",
            "memory",
            "fuel",
            "turn-time",
            "connections",
            "buffers",
            "drain",
            "gc-every")
        .map(SettingTable::of)
        .map(setting -> setting.name() + "=" + setting.shown(effective(setting)))
        .collect(Collectors.joining(" "));
  }

  /** All settings as a file that chooses them. */
  String toml() {
    StringBuilder file = new StringBuilder();
    for (SettingTable.Group group : SettingTable.GROUPS) {
      file.append(file.isEmpty() ? "" : "\n").append("# ").append(group.title()).append('\n');
      for (Setting setting : group.settings()) {
        Object value = effective(setting);
        file.append(
            value == null
                ? "# %s is not set\n".formatted(setting.name())
                : "%s = %s\n".formatted(setting.name(), setting.toml(value)));
      }
    }
    tenants.forEach((tenant, limits) -> {
      file.append("\n[tenant.%s]\n".formatted(tenant));
      limits
          .values()
          .forEach((limit, value) -> file.append("%s = %d\n".formatted(limit.text(), value)));
    });
    return file.toString();
  }

  /** {@code defaults} with what was chosen of its components. */
  private <R extends Record> R into(R defaults) {
    Map<String, Object> values = new HashMap<>();
    chosen.forEach((setting, value) -> {
      if (setting.of() == defaults.getClass()) {
        values.put(setting.component(), value);
      }
    });
    return with(defaults, values);
  }

  private static <R> R checked(Supplier<R> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw Failure.usage("the settings do not fit together: " + e.getMessage());
    }
  }

  /** A copy of a record with other values of some components. */
  @SuppressWarnings("unchecked")
  private static <R extends Record> R with(R record, Map<String, ?> values) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] all =
        Arrays.stream(components)
            .map(each ->
                values.containsKey(each.getName())
                    ? values.get(each.getName())
                    : component(record, each.getName()))
            .toArray();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var constructor = record.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (R) constructor.newInstance(all);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException("cannot make " + record.getClass(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + record.getClass(), e);
    }
  }

  private static @Nullable Object component(Record record, String name) {
    try {
      var accessor = record.getClass().getDeclaredMethod(name);
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("%s has no %s".formatted(record.getClass(), name), e);
    }
  }
}
