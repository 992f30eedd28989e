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
    odeon("actor", "start", folder.resolve("defers.toml").toString(), "--name", "other")
        .succeeded();
    try (ServerRun server = ServerRun.start(home);
        RawClient client = RawClient.connect(server.socket())) {
      client.send(
          "{\"type\":\"ActorRequest\",\"actor\":\"other\",\"body\":\"x\",\"message_id\":\"e\",\"deadline_ms\":1500}\n");
      JsonNode expired = client.answer();
      assertThat(expired.path("code").asString()).as(expired.toString()).isEqualTo("Expired");
      assertThat(odeon("actor", "request", "other", "x", "--id", "e").refused(1))
          .contains("closed it");
      assertThat(odeon("actor", "reply", "other", "e", "yes").refused(1)).contains("has expired");

      client.send(
          "{\"type\":\"ActorRequest\",\"actor\":\"defers\",\"body\":\"x\",\"message_id\":\"r\"}\n");
      while (!odeon("actor", "requests", "defers").succeeded().out().contains("r ")) {
        // It is on its way.
      }
      assertThat(
              odeon("actor", "request", "defers", "x", "--id", "r", "--deadline", "1500")
                  .refused(1))
          .contains("stays open", "the id r");
      assertThat(odeon("actor", "reply", "defers", "r", "here").succeeded().out())
          .isEqualTo("request r of defers answered in block 2\n");
      assertThat(client.answer().path("Ok").path("reply").asString()).isEqualTo("here");
      assertThat(odeon("actor", "request", "defers", "x", "--id", "r").succeeded().out())
          .isEqualTo("here\n");
      assertThat(odeon("actor", "reply", "defers", "r", "again").refused(1))
          .contains("answered already, in block 2 by " + System.getProperty("user.name"));
      assertThat(server.end()).isZero();
    }
    odeon("actor", "start", folder.resolve("defers.toml").toString(), "--name", "silent")
        .succeeded();
    // Without a server too, where nobody else could answer meanwhile.
    assertThat(odeon("actor", "request", "silent", "y", "--id", "s").refused(1))
        .contains("left the request open", "the id s");
    assertThat(
            odeon("actor", "request", "silent", "y", "--id", "s", "--deadline", "2000").refused(1))
        .contains("stays open", "the id s");
    assertThat(odeon("actor", "request", "defers", "y", "--deadline", "-1").refused(2))
        .contains("--deadline");
  }

  private CommandRun odeon(String... args) {
    return CommandRun.inside(home, args);
  }
}
