package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real server in a process of its own, and commands beside it. */
class ServeIT {
  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void setUp() {
    home = folder.resolve("home");
  }

  @Test
  void answersTheCommandsOfItsHomeAndEndsWhenTold() {
    try (ServerRun server = ServerRun.start(home, "--json")) {
      String id =
          odeon("load", "-p", new Guests(folder).module("plugin/counter").toString()).out().strip();
      assertThat(odeon("execute", "-b", id, "-i", "41").out()).isEqualTo("41\n");
      assertThat(
              CommandRun.of(
                      folder.resolve("elsewhere"),
                      "execute",
                      "-b",
                      id,
                      "-i",
                      "inc",
                      "--socket",
                      server.socket().toString())
                  .out())
          .isEqualTo("42\n");
      assertThat(odeon("list", "--json").onlyJson().path("runs").asInt()).isEqualTo(2);
      assertThat(odeon("list", "--tenant", "other", "--json").json()).isEmpty();
      assertThat(odeon("metrics").out()).contains("# TYPE ").contains("execution");
      assertThat(odeon("serve").exit()).isEqualTo(3);

      assertThat(server.end()).isZero();
      assertThat(server.socket()).doesNotExist();
      assertThat(server.log())
          .isNotEmpty()
          .allSatisfy(line -> {
            JsonNode event = new JsonMapper().readTree(line);
            assertThat(event.has("time") && event.has("level") && event.has("event")).isTrue();
          });
    }
    assertThat(odeon("execute", "-b", "counter.wasm", "-i", "get").out()).isEqualTo("42\n");
  }

  @Test
  void startsAgainOverWhatAKilledOneLeft() {
    Path socket = folder.resolve("chosen.sock");
    String id;
    try (ServerRun first = ServerRun.start(home, "--socket", socket.toString())) {
      assertThat(first.socket()).isEqualTo(socket);
      id =
          odeon("load", "-p", new Guests(folder).module("plugin/counter").toString()).out().strip();
      assertThat(odeon("execute", "-b", id, "-i", "7").out()).isEqualTo("7\n");
      first.kill();
    }
    assertThat(Files.exists(socket)).isTrue();
    // The command finds nobody at the socket and opens the home itself.
    assertThat(odeon("execute", "-b", id, "-i", "get").out()).isEqualTo("7\n");
    try (ServerRun second = ServerRun.start(home, "--socket", socket.toString())) {
      assertThat(odeon("execute", "-b", id, "-i", "inc").out()).isEqualTo("8\n");
      assertThat(second.end()).isZero();
    }
  }

  private CommandRun odeon(String... args) {
    return CommandRun.of(home, args);
  }
}
