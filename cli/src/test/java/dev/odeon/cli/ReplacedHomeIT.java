package dev.odeon.cli;

import static dev.odeon.cli.FilledHome.copy;
import static dev.odeon.cli.FilledHome.fill;
import static dev.odeon.cli.FilledHome.odeon;
import static dev.odeon.cli.FilledHome.run;
import static dev.odeon.cli.FilledHome.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A home that is moved, reached by other paths, or put in the place of one that a server has open.
 * The servers are processes of their own.
 */
class ReplacedHomeIT {
  /** A figure that a server alone has. */
  private static final String SERVED = "odeon_server_connections";

  @TempDir private Path folder;
  private Path home;
  private Path copy;
  private Guests guests;

  @BeforeEach
  void setUp() {
    home = folder.resolve("home");
    copy = folder.resolve("copy");
    guests = new Guests(folder);
  }

  @Test
  void reachesItsServerByEveryPathToTheHome() throws Exception {
    fill(home, guests);
    Path link = Files.createSymbolicLink(folder.resolve("link"), home);
    Path inner =
        Files.createSymbolicLink(Files.createDirectory(folder.resolve("in")).resolve("link"), home);
    try (ServerRun server = ServerRun.start(link)) {
      for (Path way : List.of(home, link, inner.resolve("../home"), home.resolve("log/../."))) {
        assertThat(odeon(way, "metrics").out()).contains(SERVED);
      }
      Files.delete(link);
      copy(home, copy);
      Files.createSymbolicLink(link, copy);
      assertThat(odeon(link, "metrics").out()).doesNotContain(SERVED);
      odeon(home, "store", "put", guests.write("new", "new").toString(), "--label", "new");
      assertThat(odeon(link, "store", "labels").out()).doesNotContain("new");
      assertThat(server.end()).isZero();
      assertThat(home.resolve("server.json")).doesNotExist();
      assertThat(copy.resolve("server.json")).exists();
    }
  }

  @Test
  void servesAHomeThatWasMovedAndTouchesNoneInItsPlace() throws Exception {
    fill(home, guests);
    copy(home, copy);
    Path moved = folder.resolve("moved");
    try (ServerRun server = ServerRun.start(home)) {
      Files.move(home, moved);
      assertThat(odeon(moved, "metrics").out()).contains(SERVED);
      odeon(moved, "actor", "request", "counter", "inc");
      assertThat(odeon(home, "actor", "list").out()).isEmpty();

      copy(copy, home);
      odeon(home, "actor", "request", "counter", "1");
      List<String> before = state(home);
      assertThat(odeon(home, "metrics").out()).doesNotContain(SERVED);
      // What needs a new file is refused, and not put into the home that is there now.
      assertThat(
              CommandRun.inside(
                      moved,
                      "store",
                      "put",
                      guests.write("new", "new").toString(),
                      "--label",
                      "new")
                  .refused(1))
          .contains(home + " was moved or replaced while it was open");
      assertThat(server.end()).isZero();
      assertThat(state(home)).isEqualTo(before);
    }
    odeon(home, "verify");
    odeon(moved, "verify");
    assertThat(odeon(moved, "actor", "state", "counter").out()).contains("0x2a");
  }

  @Test
  void opensAHomeThatWasPutInThePlaceOfAServedOne() throws Exception {
    Path socket = folder.resolve("s");
    fill(home, guests);
    copy(home, copy);
    try (ServerRun server = ServerRun.start(home, "--socket", socket.toString())) {
      odeon(home, "actor", "request", "counter", "inc");
      run("rm", "-rf", home.toString());
      copy(copy, home);
      assertThat(odeon(home, "actor", "state", "counter").out()).contains("0x29");
      odeon(home, "actor", "request", "counter", "9");
      List<String> before = state(home);
      assertThat(server.end()).isZero();
      assertThat(state(home)).isEqualTo(before);
    }
    odeon(home, "verify");
  }

  @Test
  void refusesAHomeWhoseLockWasTakenFromUnderItsServer() throws Exception {
    fill(home, guests);
    try (ServerRun server = ServerRun.start(home)) {
      Files.delete(home.resolve("lock"));
      for (String[] command :
          List.of(
              new String[] {"actor", "request", "counter", "inc"},
              new String[] {"actor", "list"},
              new String[] {"store", "gc"},
              new String[] {"list"})) {
        assertThat(CommandRun.inside(home, command).refused(3))
            .contains("process " + server.pid())
            .contains("its files were replaced since: stop it first");
      }
      server.end();
    }
    assertThat(odeon(home, "actor", "state", "counter").out()).contains("0x29");
  }
}
