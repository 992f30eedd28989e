package dev.odeon.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.engine.Limits;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.runtime.Settings;
import dev.odeon.server.ConnectionLimits;
import dev.odeon.server.ServerConfig;
import dev.odeon.store.StoreConfig;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTableTest {
  private static final Path PAGE = Path.of("..", "docs", "guide", "settings.md");

  /** What is no setting of its own: made of others, or of the home's, or an object. */
  private static final Set<String> NONE =
      Set.of(
          "Settings.store",
          "Settings.tenants",
          "Limits.tableElementsMax",
          "Limits.stackSlots",
          "Limits.outputBytesMax",
          "ExecutionConfig.limits",
          "ExecutionConfig.quota",
          "ExecutionConfig.quotas",
          "ExecutionConfig.meters",
          "ExecutionConfig.preparesAtOpen",
          "ServerConfig.limits",
          "ServerConfig.files");

  @ParameterizedTest
  @ValueSource(
      classes = {
        Settings.class,
        Limits.class,
        ExecutionConfig.class,
        ServerConfig.class,
        ConnectionLimits.class,
        StoreConfig.class,
        ServeOptions.class
      })
  void hasARowForEverythingThatConfiguresAServer(Class<?> record) {
    List<String> components =
        Arrays.stream(record.getRecordComponents())
            .map(RecordComponent::getName)
            .filter(name -> !NONE.contains(record.getSimpleName() + "." + name))
            .toList();
    List<String> rows =
        SettingTable.all().filter(row -> row.of() == record).map(Setting::component).toList();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(components);
  }

  @Test
  void allowsEveryDefault() {
    assertThat(SettingTable.all().map(Setting::name)).doesNotHaveDuplicates();
    ServerSettings usual = new ServerSettings();
    for (Setting setting : SettingTable.all().toList()) {
      Object value = usual.effective(setting);
      if (value != null && !(value instanceof List<?>)) {
        String text = setting.toml(value).replace("\"", "");
        assertThat(setting.value(List.of(text))).as(setting.name()).isEqualTo(value);
      }
    }
  }

  /**
   * The page is what the table says: {@code mvn -pl cli -am test -Dtest=SettingTableTest
   * -Dodeon.golden=write} writes it anew.
   */
  @Test
  void documentsEachSetting() throws IOException {
    String page = SettingsPage.text();
    if ("write".equals(System.getProperty("odeon.golden"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }
}
