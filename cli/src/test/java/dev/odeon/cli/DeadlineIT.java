package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Deadlines of requests that a guest leaves open, with a real server and without one. */
class DeadlineIT {
  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void setUp() {
    home = folder.resolve("home");
    Path defers = new Guests(folder).guest("probe/defers", "[grants]\nmessage-server-host = true");
    odeon("actor", "start", defers.toString()).succeeded();
  }

  @Test
  void endsTheWaitForAnOpenRequestAtItsDeadline() throws IOException {
    try (ServerRun server = ServerRun.start(home);
        RawClient client = RawClient.connect(server.socket())) {
      client.send(
          "{\"type\":\"ActorRequest\",\"actor\":\"defers\",\"body\":\"x\",\"message_id\":\"r\",\"deadline_ms\":2000}\n");
      JsonNode answer = client.answer();
      assertThat(answer.path("code").asString()).as(answer.toString()).isEqualTo("Expired");
      assertThat(
              odeon("actor", "request", "defers", "x", "--id", "r", "--deadline", "1500")
                  .refused(1))
          .contains("stays open", "the id r");
      odeon("actor", "message", "defers", "here").succeeded();
      assertThat(odeon("actor", "request", "defers", "x", "--id", "r").succeeded().out())
          .isEqualTo("here\n");
      assertThat(server.end()).isZero();
    }
    // Without a server too, where nobody else could answer meanwhile.
    assertThat(odeon("actor", "request", "defers", "y", "--id", "s").refused(1))
        .contains("left the request open", "the id s");
    assertThat(
            odeon("actor", "request", "defers", "y", "--id", "s", "--deadline", "2000").refused(1))
        .contains("stays open", "the id s");
    assertThat(odeon("actor", "request", "defers", "y", "--deadline", "-1").refused(2))
        .contains("--deadline");
  }

  private CommandRun odeon(String... args) {
    return CommandRun.inside(home, args);
  }
}
