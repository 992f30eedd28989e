package dev.odeon.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.cli.Exit;
import dev.odeon.cli.Failure;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.TenantLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerSettingsTest {
  @TempDir private Path folder;

  @Test
  void putAnOptionBeforeTheFileAndTheFileBeforeTheDefault() throws IOException {
    ServerSettings settings = new ServerSettings();
    SettingsFile.read(
        file(
            """
            # of a small machine
            guest-threads = 3
            timeout = "2s"
            memory = 16
            modules = ["/srv/a", "/srv/b"]
            degraded = true
            gc-every = "24h"
            store-cache = "1GiB"
            """),
        settings);
    settings.choose(SettingTable.of("timeout"), List.of("250"));
    assertThat(settings.home().guestThreads()).isEqualTo(3);
    assertThat(settings.home().mailboxCapacity()).isEqualTo(1024);
    assertThat(settings.home().store().cacheBytes()).isEqualTo(1L << 30);
    assertThat(settings.limits().time()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.limits().fuel()).isEqualTo(250 * 20_000_000L);
    assertThat(settings.limits().memoryBytesMax()).isEqualTo(16L << 20);
    assertThat(settings.serve().modules()).containsExactly("/srv/a", "/srv/b");
    assertThat(settings.serve().degraded()).isTrue();
    assertThat(settings.serve().gcEvery()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void printWhatIsInForceAsAFileThatSaysTheSame() throws IOException {
    ServerSettings settings = new ServerSettings();
    settings.choose(SettingTable.of("socket"), List.of(folder.resolve("s\"x").toString()));
    settings.choose(SettingTable.of("env"), List.of("A=b \"c\"", "D=\\"));
    settings.choose(SettingTable.of("line-size"), List.of("1000001"));
    settings.choose(SettingTable.of("stall"), List.of("90500"));
    settings.choose(SettingTable.of("log-level"), List.of("warn"));
    settings.check();
    ServerSettings again = new ServerSettings();
    SettingsFile.read(file(settings.toml()), again);
    assertThat(again.toml()).isEqualTo(settings.toml());
    assertThat(again.server()).isEqualTo(settings.server());
    assertThat(again.serve()).isEqualTo(settings.serve());
    assertThat(again.home()).isEqualTo(settings.home());
  }

  @Test
  void takeLimitsOfTenantsFromTheFile() throws IOException {
    ServerSettings settings = new ServerSettings();
    SettingsFile.read(
        file(
            """
            drain = "5s"

            [tenant.blue]
            weight = 3
            messages-per-second = "2k"
            bytes = "10GiB"

            [tenant.green]
            runs = 1
            """),
        settings);
    assertThat(settings.home().tenants())
        .isEqualTo(
            Map.of(
                "blue",
                new TenantLimits(
                    Map.of(
                        TenantLimit.WEIGHT,
                        3L,
                        TenantLimit.MESSAGES_PER_SECOND,
                        2_000L,
                        TenantLimit.BYTES,
                        10L << 30)),
                "green",
                new TenantLimits(Map.of(TenantLimit.RUNS, 1L))));
    ServerSettings again = new ServerSettings();
    SettingsFile.read(file(settings.toml()), again);
    assertThat(again.home()).isEqualTo(settings.home());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[tenant.blue]\\nweight = 0 | line 2: tenant.blue.weight: weight is 0; it can be 1 to 1000, or none for no limit",
        "[tenant.blue]\\nweigth = 1 | line 2: tenant.blue.weigth: unknown limit; known are weight, runs,",
        "[tenant.blue]\\nbytes = 'x' | line 2: tenant.blue.bytes: 'x' is not a size",
        "[tenant.blue]\\nruns = [] | line 2: tenant.blue.runs: must be one value",
        "[tenant.Blue]\\nweight = 1 | tenant.Blue: 'Blue' is not a tenant",
        "tenant = 3 | line 1: tenant: must be a table: write [tenant]",
        "[tenant]\\nblue = 3 | line 2: tenant.blue: must be a table: write [tenant.blue]"
      })
  void refuseLimitsThatCanBeNone(String text, String why) throws IOException {
    Path file = file(text.replace("\\n", "\n") + "\n");
    assertThatThrownBy(() -> SettingsFile.read(file, new ServerSettings()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(why);
  }

  @Test
  void refuseAnUnknownKeyAndSayWhatMayHaveBeenMeant() throws IOException {
    Path file = file("drain = 5\n\ngest-threads = 4\n");
    assertThatThrownBy(() -> SettingsFile.read(file, new ServerSettings()))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.exit()).isEqualTo(Exit.USAGE))
        .hasMessage(file + " line 3: gest-threads: unknown key: did you mean 'guest-threads'?");
    assertThatThrownBy(() -> SettingsFile.read(file("nothing-near = 1\n"), new ServerSettings()))
        .hasMessageEndingWith("unknown key; 'odeon serve --print-config' prints all there are");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "guest-threads = 0|guest-threads: 0 is out of range: 1 to 1024",
        "guest-threads = 'many'|guest-threads: 'many' is not a whole number",
        "guest-threads = '4 GiB'|guest-threads: '4 GiB' is not a whole number",
        "drain = '5 parsecs'|drain: '5 parsecs' is not a time such as",
        "drain = -5|drain: '-5' is not a time such as",
        "memory = 1.5|memory: must be a text, a whole number",
        "memory = ''|memory: one value is needed",
        "memory = [1, 2]|memory: one value is needed",
        "degraded = 'yes'|degraded: 'yes' is not true or false",
        "log-level = 'loud'|log-level: 'loud' is not debug, info, warn or error",
        "mailbox = 99999999999999999999|mailbox: ",
        "[drain]|drain: ",
        "drain = |not TOML"
      })
  void refuseAValueThatIsNoneAndNameTheLine(String line, String why) throws IOException {
    Path file = file("\n" + line + "\n");
    assertThatThrownBy(() -> SettingsFile.read(file, new ServerSettings()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(file + " line 2: " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "segment-size|10000|the settings do not fit together: segmentBytes is 10000",
        "runs|100000|the settings do not fit together: nothing can run with",
        "socket-group|users|--socket-group needs --socket",
        "quota|memory=1|--quota memory=1 allows no run"
      })
  void refuseWhatDoesNotFitTogether(String name, String value, String why) {
    ServerSettings settings = new ServerSettings();
    settings.choose(SettingTable.of(name), List.of(value));
    assertThatThrownBy(settings::check).isInstanceOf(Failure.class).hasMessageStartingWith(why);
  }

  @Test
  void sayWhichFileCannotBeRead() {
    Path none = folder.resolve("none.toml");
    assertThatThrownBy(() -> SettingsFile.read(none, new ServerSettings()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(none.toString());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("odeon.toml"), text);
  }
}
