package dev.odeon.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.cli.Exit;
import dev.odeon.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
