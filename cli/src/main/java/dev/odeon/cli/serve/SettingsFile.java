package dev.odeon.cli.serve;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Key;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Suggestions;
import dev.odeon.cli.tenant.LimitText;
import dev.odeon.runtime.ManifestException;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.TenantLimits;
import dev.odeon.runtime.TomlTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A file with settings of a server: TOML, a key a setting, its name the option's. */
final class SettingsFile {
  private static final int SIZE_MAX = 1 << 20;

  /** The table of what tenants may use, each of which has one in it. */
  private static final String TENANT = "tenant";

  private SettingsFile() {}

  /**
   * Chooses what {@code file} says.
   *
   * @throws Failure if it cannot be read, or has an unknown key or a wrong value, naming the line
   */
  static void read(Path file, ServerSettings into) {
    try {
      Bytes text = Disk.system().readAll(file, Disk.Mode.READ, SIZE_MAX);
      read(TomlTable.parse(file.toString(), text), into);
    } catch (DiskException e) {
      throw Failure.usage("the settings cannot be read: " + e.getMessage());
    } catch (ManifestException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static void tenants(TomlTable table, ServerSettings into) {
    for (String tenant : table.names()) {
      try {
        Key _ = new Key(tenant, Key.DEFAULT_CATEGORY, "any");
      } catch (IllegalArgumentException e) {
        throw table.wrong(tenant, e.getMessage());
      }
      into.tenant(tenant, limits(table.table(tenant)));
    }
  }

  private static TenantLimits limits(TomlTable table) {
    TenantLimits limits = TenantLimits.NONE;
    for (String name : table.names()) {
      TenantLimit limit = TenantLimit.of(name);
      List<String> texts = table.written(name);
      if (limit == null) {
        throw table.wrong(name, "unknown limit; known are " + TenantLimit.names());
      }
      if (texts.size() != 1) {
        throw table.wrong(name, "must be one value");
      }
      try {
        limits = limits.with(limit, LimitText.value(limit, texts.getFirst()));
      } catch (IllegalArgumentException e) {
        throw table.wrong(name, e.getMessage());
      }
    }
    return limits;
  }

  private static void read(TomlTable table, ServerSettings into) {
    List<String> known = SettingTable.all().map(Setting::name).toList();
    for (String key : table.names()) {
      if (key.equals(TENANT)) {
        tenants(table.table(key), into);
        continue;
      }
      Optional<Setting> setting =
          SettingTable.all().filter(each -> each.name().equals(key)).findFirst();
      if (setting.isEmpty()) {
        String question = Suggestions.question(key, known);
        throw table.wrong(
            key,
            question.isEmpty()
                ? "unknown key; 'odeon serve --print-config' prints all there are"
                : "unknown key" + question);
      }
      List<String> texts = table.written(key);
      try {
        into.choose(setting.get(), texts);
      } catch (IllegalArgumentException e) {
        throw table.wrong(key, e.getMessage());
      }
    }
  }
}
