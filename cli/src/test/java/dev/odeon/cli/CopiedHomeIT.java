package dev.odeon.cli;

import static dev.odeon.cli.FilledHome.blocks;
import static dev.odeon.cli.FilledHome.copy;
import static dev.odeon.cli.FilledHome.fill;
import static dev.odeon.cli.FilledHome.odeon;
import static dev.odeon.cli.FilledHome.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a home whose files say that a server has it open. The servers are processes. */
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

  @Test
  void everyCommandOnACopyWorksOnTheCopyAlone() throws Exception {
    fill(home, guests);
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
    fill(home, guests);
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
    fill(first, guests);
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
}
