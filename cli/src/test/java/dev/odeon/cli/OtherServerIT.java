package dev.odeon.cli;

import static dev.odeon.cli.FilledHome.fill;
import static dev.odeon.cli.FilledHome.odeon;
import static dev.odeon.cli.FilledHome.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home whose files, or whose user, name the socket of another home's server. */
class OtherServerIT {
  @TempDir private Path folder;
  private Path home;
  private Guests guests;

  @BeforeEach
  void setUp() {
    home = folder.resolve("home");
    guests = new Guests(folder);
  }

  @Test
  void opensAHomeAtWhoseSocketAnotherServerListensByNow() {
    Path socket = folder.resolve("s");
    Path other = folder.resolve("other");
    fill(home, guests);
    try (ServerRun killed = ServerRun.start(home, "--socket", socket.toString())) {
      killed.kill();
    }
    assertThat(home.resolve("server.json")).exists();
    try (ServerRun _ = ServerRun.start(other, "--socket", socket.toString())) {
      assertThat(odeon(home, "actor", "request", "counter", "inc").out()).contains("42");
      odeon(home, "store", "put", guests.write("new", "new").toString(), "--label", "new");
      assertThat(odeon(home, "actor", "state", "counter").out()).contains("0x2a");
      assertThat(odeon(other, "actor", "list", "--json").json()).isEmpty();
      assertThat(odeon(other, "store", "labels", "--json").json()).isEmpty();
      odeon(home, "metrics");
      odeon(other, "metrics");
    }
  }

  @Test
  void removesOnlyWhatItMade() throws Exception {
    Path socket = folder.resolve("s");
    Path other = folder.resolve("other");
    try (ServerRun first = ServerRun.start(home, "--socket", socket.toString())) {
      Files.move(socket, folder.resolve("moved"));
      Files.writeString(home.resolve("server.json"), "{\"pid\":1}");
      try (ServerRun second = ServerRun.start(other, "--socket", socket.toString())) {
        assertThat(first.end()).isZero();
        assertThat(home.resolve("server.json")).hasContent("{\"pid\":1}");
        assertThat(folder.resolve("moved")).exists();
        odeon(other, "metrics");
        assertThat(second.end()).isZero();
      }
      assertThat(socket).doesNotExist();
      assertThat(other.resolve("server.json")).doesNotExist();
    }
  }

  @Test
  void findsItsServerWhateverServerJsonSays() throws Exception {
    Path file = home.resolve("server.json");
    try (ServerRun server = ServerRun.start(home)) {
      Files.writeString(file, "nonsense");
      odeon(home, "metrics");
      Files.delete(file);
      odeon(home, "metrics");
      run("mkfifo", file.toString());
      odeon(home, "metrics");
      Files.delete(file);
      Files.createDirectory(file);
      odeon(home, "metrics");
      assertThat(server.end()).isZero();
    }
    assertThat(file).isDirectory();
    odeon(home, "actor", "list");
  }

  @Test
  void refusesAServerThatHasAnotherHomeThanTheOneThatIsNamed() {
    fill(home, guests);
    Path other = folder.resolve("other");
    try (ServerRun server = ServerRun.start(home)) {
      String socket = server.socket().toString();
      odeon(home, "--socket", socket, "actor", "list");
      for (Path wrong : List.of(other, folder)) {
        for (List<String> command :
            List.of(
                List.of("actor", "list"),
                List.of("actor", "request", "counter", "inc"),
                List.of("store", "gc"),
                List.of("metrics"))) {
          List<String> line = new ArrayList<>(List.of("--socket", socket));
          line.addAll(command);
          assertThat(CommandRun.inside(wrong, line.toArray(String[]::new)).refused(3))
              .contains("the server at " + socket + " has the home " + home + " open, not " + wrong)
              .contains("leave out --socket or --home");
        }
      }
      assertThat(other).doesNotExist();
      assertThat(Run.of("--socket", socket, "actor", "state", "counter").out()).contains("0x29");
      assertThat(server.end()).isZero();
    }
  }
}
