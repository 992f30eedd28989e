package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C: what goes on is told, or cancelled. */
class InterruptIT {
  /** What the shell makes of an end by SIGINT. */
  private static final int INTERRUPTED = 130;

  private static final int REQUESTS = 5;

  private static final int TRIES_MAX = 200;

  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void setUp() {
    home = folder.resolve("home");
  }

  @Test
  void cancelsARunInTheServer() {
    Path endless = new Guests(folder).module("plugin/endless");
    try (ServerRun server = ServerRun.start(home)) {
      CommandRun.of(home, "load", "-p", endless.toString()).succeeded();
      for (String command : List.of("execute", "chain")) {
        Started run =
            Started.of(folder, home, command, "-b", "endless.wasm", "-i", "x", "-t", "600000");
        await(() -> metric("odeon_executions_running") == 1);
        assertThat(run.interrupt()).isEqualTo(INTERRUPTED);
        assertThat(run.err()).isEqualTo("odeon: interrupted: the server cancelled the request\n");
        assertThat(run.out()).isEmptyFile();
        await(() -> metric("odeon_executions_running") == 0);
      }
      assertThat(server.end()).isZero();
    }
  }

  @Test
  void saysHowToAskAgainForWhatTheServerGoesOnWith() {
    Path manifest = new Guests(folder).guest("hostile/loops-in-send", "");
    try (ServerRun server = ServerRun.start(home)) {
      CommandRun.of(home, "actor", "start", manifest.toString()).succeeded();
      assertThat(interrupted())
          .matches(
              "odeon: interrupted: the server goes on with it; send it again with "
                  + "'odeon actor message loops-in-send TEXT --id [0-9a-f]{32}' for the answer: "
                  + "it takes effect once\n");
      server.kill();
    }
  }

  @Test
  void endsWhatFollows() throws IOException {
    Path manifest = new Guests(folder).guest("counter", "");
    try (ServerRun server = ServerRun.start(home)) {
      CommandRun.of(home, "actor", "start", manifest.toString()).succeeded();
      Started run = Started.of(folder, home, "actor", "events", "--all", "--follow", "--json");
      await(() -> metric("odeon_server_connections") == 2 && seen(run) > 0);
      long before = seen(run);
      CommandRun.of(home, "actor", "message", "counter", "inc").succeeded();
      await(() -> metric("odeon_server_connections") == 2 && seen(run) > before);
      assertThat(run.interrupt()).isEqualTo(INTERRUPTED);
      assertThat(run.err()).isEqualTo("odeon: interrupted: the server cancelled the request\n");
      assertThat(Files.readAllLines(run.out()))
          .allSatisfy(
              line -> assertThat(line).contains("\"position\":\"", "\"actor\":\"counter\""));
      assertThat(server.end()).isZero();
    }
  }

  private static long seen(Started run) {
    try {
      return Files.readAllLines(run.out()).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a message says that was interrupted; one that had not been sent says nothing. */
  private String interrupted() {
    for (int i = 0; i < TRIES_MAX; i++) {
      Started run = Started.of(folder, home, "actor", "message", "loops-in-send", "x");
      // Its connection beside that of who asks, and time for a few more requests.
      for (int j = 0; j < REQUESTS; j++) {
        await(() -> metric("odeon_server_connections") == 2);
      }
      assertThat(run.interrupt()).isEqualTo(INTERRUPTED);
      if (!run.err().isEmpty()) {
        return run.err();
      }
    }
    throw new AssertionError("says nothing");
  }

  private double metric(String name) {
    return CommandRun.inside(home, "metrics")
        .succeeded()
        .out()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static void await(BooleanSupplier condition) {
    for (int i = 0; i < TRIES_MAX; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
    }
    throw new AssertionError("does not come about");
  }
}
