package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A home that is not the one that its files say a server has open: a copy, one whose server was
 * killed, one that was moved or put in the place of another. The servers are processes of their
 * own.
 */
class CopiedHomeIT {
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

  /** A home with an actor, a plug-in with a state, and labelled content. */
  private void fill(Path at) {
    odeon(at, "actor", "start", guests.sample("counter").toString());
    odeon(at, "actor", "request", "counter", "41");
    odeon(at, "load", "-p", guests.module("plugin/counter").toString());
    odeon(at, "execute", "-b", "counter.wasm", "-i", "7");
    odeon(at, "store", "put", guests.write("kept", "kept").toString(), "--label", "it");
  }

  @Test
  void everyCommandOnACopyWorksOnTheCopyAlone() throws Exception {
    fill(home);
    try (ServerRun server = ServerRun.start(home)) {
      odeon(home, "execute", "-b", "counter.wasm", "-i", "get");
      String loose =
          odeon(home, "store", "put", guests.write("loose", "loose").toString(), "--json")
              .onlyJson()
              .path("hash")
              .asString();
      copy(home, copy);
      assertThat(copy.resolve("server.json")).exists();
      List<String> before = state(home);
      long blocks = blocks(home);

      CommandRun request = CommandRun.of(copy, "actor", "request", "counter", "inc").succeeded();
      assertThat(request.out()).contains("42");
      CommandRun.of(copy, "actor", "message", "counter", "inc").succeeded();
      assertThat(odeon(copy, "actor", "state", "counter").out()).contains("0x2b");
      assertThat(
              odeon(copy, "actor", "events", "counter", "--json")
                  .json()
                  .getLast()
                  .path("height")
                  .asInt())
          .isEqualTo(3);
      assertThat(odeon(copy, "actor", "list", "--json").onlyJson().path("height").asInt())
          .isEqualTo(3);
      assertThat(odeon(copy, "replay", "counter", "--json").onlyJson().path("blocks").asInt())
          .isEqualTo(4);
      assertThat(odeon(copy, "list", "--json").onlyJson().path("runs").asInt()).isZero();
      odeon(copy, "load", "-p", guests.module("plugin/rot13").toString());
      assertThat(odeon(copy, "execute", "-b", "counter.wasm", "-i", "inc").out()).isEqualTo("8\n");
      assertThat(odeon(copy, "chain", "-b", "counter.wasm,rot13.wasm", "-i", "inc").out())
          .isEqualTo("9\n");
      odeon(copy, "unload", "-b", "counter.wasm", "--purge");
      odeon(copy, "store", "put", guests.write("new", "new").toString(), "--label", "new");
      odeon(copy, "store", "label", "other", "store:it");
      odeon(copy, "store", "unlabel", "it");
      odeon(copy, "store", "new", "shop");
      assertThat(odeon(copy, "store", "gc", "--grace", "0", "--json").out())
          .contains("\"removed\"");
      assertThat(CommandRun.inside(copy, "store", "get", loose).exit()).isEqualTo(1);
      assertThat(odeon(copy, "head", "--json").onlyJson().path("size").asLong())
          .isGreaterThan(blocks);
      assertThat(odeon(copy, "verify").out()).isNotEmpty();
      odeon(copy, "actor", "stop", "counter");
      CommandRun.inside(copy, "metrics").refused(3);

      assertThat(state(home)).isEqualTo(before);
      assertThat(blocks(home)).isEqualTo(blocks);
      assertThat(odeon(home, "store", "get", loose).out()).isEqualTo("loose");
      assertThat(odeon(home, "execute", "-b", "counter.wasm", "-i", "get").out()).isEqualTo("7\n");
      assertThat(server.end()).isZero();
    }
    odeon(home, "verify");
    odeon(copy, "verify");
  }

  @Test
  void servesACopyBesideItsOriginal() throws Exception {
    fill(home);
    try (ServerRun original = ServerRun.start(home)) {
      copy(home, copy);
      assertThat(copy.resolve("run/odeon.sock")).exists();
      try (ServerRun other = ServerRun.start(copy)) {
        assertThat(other.socket()).isNotEqualTo(original.socket());
        odeon(copy, "actor", "request", "counter", "inc");
        odeon(copy, "metrics");
        assertThat(odeon(home, "actor", "state", "counter").out()).contains("0x29");
        assertThat(odeon(copy, "actor", "state", "counter").out()).contains("0x2a");
        assertThat(other.end()).isZero();
      }
      assertThat(copy.resolve("server.json")).doesNotExist();
      assertThat(copy.resolve("run/odeon.sock")).doesNotExist();
      odeon(home, "metrics");
      assertThat(original.end()).isZero();
    }
  }

  @Test
  void servesTwoCopiesWhosePathsAreTooLongForASocket() throws Exception {
    Path deep = Files.createDirectories(folder.resolve("d".repeat(120)));
    Path first = deep.resolve("first");
    Path second = deep.resolve("second");
    fill(first);
    try (ServerRun one = ServerRun.start(first)) {
      copy(first, second);
      assertThat(odeon(second, "actor", "request", "counter", "inc").out()).contains("42");
      try (ServerRun two = ServerRun.start(second)) {
        assertThat(one.socket().getParent()).isNotEqualTo(two.socket().getParent());
        assertThat(odeon(first, "actor", "state", "counter").out()).contains("0x29");
        assertThat(odeon(second, "actor", "state", "counter").out()).contains("0x2a");
        odeon(second, "metrics");
        assertThat(two.end()).isZero();
        assertThat(two.socket().getParent()).doesNotExist();
      }
      odeon(first, "metrics");
      assertThat(one.end()).isZero();
      assertThat(one.socket().getParent()).doesNotExist();
    }
  }

  @Test
  void opensAHomeAtWhoseSocketAnotherServerListensByNow() {
    Path socket = folder.resolve("s");
    Path other = folder.resolve("other");
    fill(home);
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
      CommandRun.inside(home, "metrics").refused(3);
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
  void reachesItsServerByEveryPathToTheHome() throws Exception {
    fill(home);
    Path link = Files.createSymbolicLink(folder.resolve("link"), home);
    Path inner =
        Files.createSymbolicLink(Files.createDirectory(folder.resolve("in")).resolve("link"), home);
    try (ServerRun server = ServerRun.start(link)) {
      for (Path way : List.of(home, link, inner.resolve("../home"), home.resolve("log/../."))) {
        odeon(way, "metrics");
      }
      Files.delete(link);
      copy(home, copy);
      Files.createSymbolicLink(link, copy);
      CommandRun.inside(link, "metrics").refused(3);
      odeon(home, "store", "put", guests.write("new", "new").toString(), "--label", "new");
      assertThat(odeon(link, "store", "labels").out()).doesNotContain("new");
      assertThat(server.end()).isZero();
      assertThat(home.resolve("server.json")).doesNotExist();
      assertThat(copy.resolve("server.json")).exists();
    }
  }

  @Test
  void servesAHomeThatWasMovedAndTouchesNoneInItsPlace() throws Exception {
    fill(home);
    copy(home, copy);
    Path moved = folder.resolve("moved");
    try (ServerRun server = ServerRun.start(home)) {
      Files.move(home, moved);
      odeon(moved, "metrics");
      odeon(moved, "actor", "request", "counter", "inc");
      CommandRun.inside(home, "actor", "list").refused(1);

      copy(copy, home);
      odeon(home, "actor", "request", "counter", "1");
      List<String> before = state(home);
      assertThat(CommandRun.inside(home, "metrics").refused(3)).contains("no server");
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
    fill(home);
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
    fill(home);
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
  void opensAHomeAtWhoseSocketSomebodySaysNothing() throws Exception {
    Path socket = folder.resolve("s");
    fill(home);
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

  @Test
  void refusesAServerThatHasAnotherHomeThanTheOneThatIsNamed() {
    fill(home);
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

  /** What a home holds, as its commands show it. */
  private static List<String> state(Path at) {
    return List.of(
        odeon(at, "actor", "list", "--all", "--json").out(),
        odeon(at, "actor", "events", "counter", "--json").out(),
        odeon(at, "list").out().replaceAll(" +\\d+ +\\d+(?=\\n|$)", ""),
        odeon(at, "store", "labels", "--json").out(),
        odeon(at, "store", "list", "--json").out(),
        odeon(at, "store", "stores", "--json").out());
  }

  private static long blocks(Path at) {
    long blocks = 0;
    for (JsonNode actor : odeon(at, "actor", "list", "--all", "--json").json()) {
      blocks += actor.path("blocks").asLong();
    }
    return blocks;
  }

  private static CommandRun odeon(Path at, String... args) {
    return CommandRun.inside(at, args).succeeded();
  }

  private static void copy(Path from, Path to) throws Exception {
    run("cp", "-a", from.toString(), to.toString());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
