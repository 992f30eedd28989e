package dev.odeon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ManyConnectionsTest {
  private static final int COUNT = 10_000;

  @TempDir private Path folder = Path.of("");

  @Test
  void servesTenThousandConnectionsAndRefusesTheNext() throws Exception {
    try (OpenHome home = OpenHome.at(folder)) {
      // Another process, for each has a limit of descriptors of its own.
      Process clients =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx512m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ManyClients.class.getName(),
                  home.server().socket().toString(),
                  Integer.toString(COUNT))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader lines = clients.inputReader()) {
        assertThat(lines.readLine()).isEqualTo(Integer.toString(2 * COUNT));
        assertThat(home.server().connections()).isEqualTo(COUNT);
        try (Talk talk = home.talk()) {
          assertThat(talk.line()).contains("the server has 10000 connections");
        }
      } finally {
        clients.destroy();
      }
      home.assertConnections(0, Duration.ofSeconds(60));
    }
  }
}
