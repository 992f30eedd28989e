package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The end of a real server, whatever goes on in it. */
class ServerStopIT {
  /** So long a stop may take on a busy machine; what is at fault takes for ever, or a minute. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private Path home;
  private Path defers;

  @BeforeEach
  void setUp() {
    home = folder.resolve("home");
    defers = new Guests(folder).guest("probe/defers", "[grants]\nmessage-server-host = true");
    odeon("actor", "start", defers.toString()).succeeded();
  }

  @Test
  void tellsWhoWaitsForAnOpenRequestThatTheServerStops() throws IOException {
    try (ServerRun server = ServerRun.start(home);
        RawClient plain = RawClient.connect(server.socket());
        RawClient named = RawClient.connect(server.socket())) {
      String request =
          "\"type\":\"ActorRequest\",\"actor\":\"defers\",\"body\":\"x\",\"message_id\":\"r\"}\n";
      plain.send("{" + request);
      named.send("{\"id\":7," + request);
      awaitBlock(server.socket(), 1);

      assertThat(server.end()).isZero();

      for (RawClient client : List.of(plain, named)) {
        JsonNode answer = client.answer();
        assertThat(answer.path("code").asString()).as(answer.toString()).isEqualTo("Stopping");
        assertThat(answer.path("Err").asString()).contains("stays open");
      }
    }
    // It is open in the chain: it is joined, and answered once there is an answer.
    try (ServerRun server = ServerRun.start(home);
        RawClient client = RawClient.connect(server.socket())) {
      client.send(
          "{\"type\":\"ActorRequest\",\"actor\":\"defers\",\"body\":\"x\",\"message_id\":\"r\"}\n");
      odeon("actor", "message", "defers", "here").succeeded();
      JsonNode answer = client.answer();
      assertThat(answer.path("Ok").path("reply").asString())
          .as(answer.toString())
          .isEqualTo("here");
      assertThat(server.end()).isZero();
    }
  }

  @Test
  void endsInTimeWhateverGoesOn() throws IOException {
    Guests guests = new Guests(folder);
    Path loops = guests.guest("hostile/loops-in-send", "");
    Path endless = guests.module("plugin/endless");
    List<RawClient> clients = new ArrayList<>();
    long begun;
    try (ServerRun server = ServerRun.start(home, "--drain", "200", "--timeout", "600000")) {
      odeon("actor", "start", loops.toString()).succeeded();
      String id = odeon("load", "-p", endless.toString()).succeeded().out().strip();
      String acknowledged = odeon("store", "put", defers.toString()).succeeded().out().strip();
      for (int i = 0; i < 100; i++) {
        clients.add(RawClient.connect(server.socket()).send("{\"type\":\"ListBinar"));
      }
      String execute = "{\"type\":\"Execute\",\"binary_id\":\"%s\",\"input\":\"\"}\n".formatted(id);
      clients.add(RawClient.connect(server.socket()).send(execute));
      clients.add(
          RawClient.connect(server.socket())
              .send(execute.replace("{", "{\"id\":1,").replace("}", "}")));
      clients.add(
          RawClient.connect(server.socket())
              .send(
                  "{\"type\":\"ActorMessage\",\"actor\":\"loops-in-send\",\"body\":\"x\",\"wait\":false}\n"));
      clients.add(
          RawClient.connect(server.socket())
              .send("{\"type\":\"ActorRequest\",\"actor\":\"defers\",\"body\":\"x\"}\n"));
      clients.add(RawClient.connect(server.socket()).pour("{\"type\":\"Metrics\"}\n", 20_000));
      clients.add(
          RawClient.connect(server.socket())
              .send("{\"type\":\"StorePut\",\"data_base64\":\"" + "A".repeat(1 << 20)));
      awaitBlock(server.socket(), 1);

      begun = System.nanoTime();
      int exit = server.end();

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
      // On a busy machine even the log may not be closed in time: that is said, and safe.
      assertThat(server.log())
          .as("exit code %d", exit)
          .anyMatch(
              line -> line.contains(exit == 0 ? "gave up turns" : "odeon: stopped while the log"));
      assertThat(odeon("store", "show", acknowledged).exit()).isZero();
    } finally {
      clients.forEach(RawClient::close);
    }
    odeon("verify").succeeded();
  }

  @Test
  void endsAtOnceWithoutATimeToDrain() throws IOException {
    try (ServerRun server = ServerRun.start(home, "--drain", "0")) {
      assertThat(server.end()).isZero();
    }
    assertThat(odeon("serve", "--drain", "-1").refused(2)).contains("--drain");
  }

  @Test
  void endsAtOnceWhenItIsToldASecondTime() throws IOException {
    Path endless = new Guests(folder).module("plugin/endless");
    try (ServerRun server = ServerRun.start(home, "--drain", "600000", "--timeout", "600000")) {
      String id = odeon("load", "-p", endless.toString()).succeeded().out().strip();
      try (RawClient client = RawClient.connect(server.socket())) {
        client.send("{\"type\":\"Execute\",\"binary_id\":\"%s\",\"input\":\"\"}\n".formatted(id));
        odeon("actor", "message", "defers", "x");
        server.signal();
        while (server.log().stream().noneMatch(line -> line.contains("stopping"))) {
          Thread.onSpinWait();
        }
        assertThat(server.end()).isEqualTo(1);
        assertThat(server.log().getLast()).startsWith("odeon: stopped while requests were running");
      }
    }
    odeon("verify").succeeded();
  }

  /** Waits until the actor {@code defers} has a block of {@code height}. */
  private static void awaitBlock(Path socket, long height) throws IOException {
    try (RawClient client = RawClient.connect(socket)) {
      JsonNode answer;
      do {
        client.send("{\"type\":\"ActorState\",\"actor\":\"defers\"}\n");
        answer = client.answer();
      } while (answer.path("Ok").path("height").asLong() < height);
    }
  }

  private CommandRun odeon(String... args) {
    return CommandRun.inside(home, args);
  }
}
