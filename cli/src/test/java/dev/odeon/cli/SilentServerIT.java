package dev.odeon.cli;

import static dev.odeon.cli.FilledHome.fill;
import static dev.odeon.cli.FilledHome.odeon;
import static dev.odeon.cli.FilledHome.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home at whose socket nobody answers, which is waited for. */
class SilentServerIT {
  @TempDir private Path folder;
  private Path home;
  private Guests guests;

  @BeforeEach
  void setUp() {
    home = folder.resolve("home");
    guests = new Guests(folder);
  }

  @Test
  void opensAHomeAtWhoseSocketSomebodySaysNothing() throws Exception {
    Path socket = folder.resolve("s");
    fill(home, guests);
    try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      mute.bind(UnixDomainSocketAddress.of(socket));
      Files.writeString(
          home.resolve("server.json"),
          "{\"pid\":1,\"socket\":\"%s\",\"started_ms\":1}".formatted(socket));
      assertThat(odeon(home, "actor", "state", "counter").out()).contains("0x29");
      assertThat(CommandRun.inside(home, "--socket", socket.toString(), "actor", "list").refused(3))
          .contains("the server at " + socket + " did not say within 5 s");
    }
  }

  @Test
  void saysThatTheServerOfTheHomeDoesNotAnswer() throws Exception {
    try (ServerRun server = ServerRun.start(home)) {
      run("kill", "-STOP", Long.toString(server.pid()));
      assertThat(CommandRun.inside(home, "actor", "list").refused(3))
          .contains("the home " + home + " is in use by another process, and the server at")
          .contains("did not say within 5 s which home it has open");
    }
  }
}
