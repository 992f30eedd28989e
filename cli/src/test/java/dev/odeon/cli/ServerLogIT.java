package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells of itself, and what it was told to do. */
class ServerLogIT {
  @TempDir private Path folder;

  @Test
  void tellsWhatItIsWhatItFoundAndWhatFailed() throws IOException {
    Path home = folder.resolve("home");
    Guests guests = new Guests(folder);
    CommandRun.of(home, "actor", "start", guests.sample("counter").toString());
    Path settings =
        Files.writeString(folder.resolve("odeon.toml"), "guest-threads = 3\nlog-requests = true\n");
    try (ServerRun server =
        ServerRun.start(home, "--config", settings.toString(), "--guest-threads", "2")) {
      String id =
          odeon(home, "load", "-p", guests.module("plugin/uppercase").toString()).out().strip();
      for (int i = 0; i < 3; i++) {
        assertThat(odeon(home, "execute", "-b", id, "-i", "x", "-f", "1").exit()).isEqualTo(1);
      }
      assertThat(odeon(home, "actor", "request", "counter", "no number").exit()).isEqualTo(1);
      List<String> metrics = odeon(home, "metrics").out().lines().toList();
      assertThat(metrics)
          .contains("odeon_turns_total{outcome=\"rejected\",tenant=\"default\"} 1.0")
          .anyMatch(line -> line.startsWith("odeon_build_info{commit="))
          .anyMatch(line -> line.matches("odeon_log_size_bytes [1-9].*"))
          .anyMatch(line -> line.matches("odeon_disk_free_bytes [1-9].*"))
          .anyMatch(line -> line.startsWith("odeon_uptime_seconds "))
          .anyMatch(line -> line.startsWith("odeon_mailbox_depth{tenant=\"default\"} "))
          .anyMatch(line -> line.startsWith("odeon_actors_state_bytes "));
      assertThat(server.end()).isZero();
      assertThat(server.log())
          .anyMatch(line ->
              line.matches(".* cli: starting version=\\S+ commit=\\S* java=\\S+ pid=\\d+ home=.*"))
          .anyMatch(line -> line.matches(".* cli: limits guest-threads=2 .*"))
          .anyMatch(line -> line.matches(".* cli: recovered blocks=1 .* bytes_cut=0 .*"))
          .anyMatch(line ->
              line.contains("run failed plugin=" + id + " outcome=exhausted: fuel details=in "))
          .anyMatch(line -> line.contains("runtime: turn refused actor=counter outcome=rejected"))
          .anyMatch(line ->
              line.matches(".* requests: request type=Execute tenant=default us=\\d+ result=.*"));
      assertThat(server.log().stream().filter(line -> line.contains("type=Execute ")))
          .as("one line for each request, however alike")
          .hasSize(3);
      assertThat(server.log().stream().filter(line -> line.contains("run failed plugin=" + id)))
          .as("one line for a plug-in that fails again and again")
          .hasSize(1);
    }
    assertThat(odeon(home, "metrics").out())
        .contains("odeon_log_blocks 3.0", "odeon_binaries 1.0", "odeon_home_damaged 0.0");
  }

  @Test
  void logsNoMoreThanItIsAskedFor() throws IOException {
    Path home = folder.resolve("home");
    try (ServerRun server = ServerRun.start(home, "--log-level", "warn")) {
      assertThat(server.end()).isZero();
      assertThat(server.log()).isEmpty();
    }
  }

  @Test
  void collectsTheStoreAgainAndAgain() throws IOException {
    Path home = folder.resolve("home");
    Path file = Files.writeString(folder.resolve("file"), "nothing names this");
    CommandRun.of(home, "store", "put", file.toString());
    try (ServerRun server = ServerRun.start(home, "--gc-every", "10ms", "--gc-grace", "0")) {
      while (!odeon(home, "store", "list").out().isEmpty()) {
        Thread.onSpinWait(); // the test's own limit of time ends a wait in vain
      }
      assertThat(server.end()).isZero();
      assertThat(server.log())
          .anyMatch(
              line -> line.contains("service: store collected removed=1 removed_bytes=18 kept=0 "));
    }
  }

  @Test
  void printsTheSettingsThatAreInForceAndOpensNoHome() throws IOException {
    Path home = folder.resolve("home");
    Path settings = Files.writeString(folder.resolve("odeon.toml"), "timeout = '2s'\ndrain = 1\n");
    CommandRun printed =
        CommandRun.of(
            home, "serve", "--config", settings.toString(), "--drain", "7s", "--print-config");
    assertThat(printed.exit()).isZero();
    assertThat(printed.out())
        .contains("timeout = \"2s\"\n", "drain = \"7s\"\n", "guest-threads = ");
    assertThat(home).doesNotExist();
    Files.writeString(settings, "timeout = '2s'\nfule = 1\n");
    CommandRun wrong = CommandRun.of(home, "serve", "--config", settings.toString());
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.errLines()).singleElement().asString().contains("line 2: fule: unknown key");
    assertThat(home).doesNotExist();
  }

  private static CommandRun odeon(Path home, String... args) {
    return CommandRun.inside(home, args);
  }
}
