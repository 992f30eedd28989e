package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Ports;
import dev.odeon.guests.SampleGuests;
import dev.odeon.protocol.Client;
import dev.odeon.protocol.ClientConfig;
import dev.odeon.protocol.LoadBinary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about plug-ins, without a server: in real processes where that is the point. */
class PluginCommandsIT {
  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void setUp() {
    home = folder.resolve("home");
  }

  @Test
  void runsWhatAnotherProcessLoadedUntilItIsUnloaded() {
    String rot13 = new Guests(folder).module("plugin/rot13").toString();
    String id = CommandRun.of(home, "load", "-p", rot13).out().strip();
    load("uppercase");

    assertThat(CommandRun.of(home, "execute", "-b", "rot13.wasm", "-i", "Hello").out())
        .isEqualTo("Uryyb\n");
    assertThat(odeon("execute", "-b", id.substring(0, 8), "-i", "Hello").out())
        .isEqualTo("Uryyb\n");
    assertThat(odeon("chain", "-b", "rot13.wasm," + id + ",uppercase.wasm", "-i", "Hello").out())
        .isEqualTo("HELLO\n");
    assertThat(odeon("list", "--json").json())
        .anySatisfy(each -> {
          assertThat(each.path("id").asString()).isEqualTo(id);
          assertThat(each.path("path").asString()).endsWith("/rot13.wasm");
          assertThat(each.path("stateful").asBoolean()).isFalse();
          assertThat(each.path("problem").isMissingNode()).isTrue();
        })
        .hasSize(2);
    assertThat(load("rot13").out().strip()).isEqualTo(id);

    assertThat(CommandRun.of(home, "unload", "-b", "rot13.wasm").exit()).isZero();
    CommandRun gone = odeon("execute", "-b", id, "-i", "Hello");
    assertThat(gone.exit()).isEqualTo(1);
    assertThat(gone.errLines()).singleElement().asString().contains(id).contains("odeon list");
  }

  @Test
  void keepsAStateFromProcessToProcess() {
    load("counter");

    assertThat(odeon("execute", "-b", "counter.wasm", "-i", "41").out()).isEqualTo("41\n");
    assertThat(CommandRun.of(home, "execute", "-b", "counter.wasm", "-i", "inc").out())
        .isEqualTo("42\n");
    assertThat(odeon("unload", "-b", "counter.wasm").exit()).isZero();
    load("counter");
    assertThat(odeon("execute", "-b", "counter.wasm", "-i", "get").out()).isEqualTo("42\n");
    assertThat(odeon("unload", "-b", "counter.wasm", "--purge").exit()).isZero();
    load("counter");
    assertThat(odeon("execute", "-b", "counter.wasm", "-i", "get").out()).isEqualTo("0\n");
  }

  @Test
  void saysWhatCannotBeLoaded() {
    CommandRun noModule = odeon("load", "-p", Path.of("pom.xml").toAbsolutePath().toString());
    assertThat(noModule.exit()).isEqualTo(1);
    assertThat(noModule.errLines()).singleElement().asString().startsWith("odeon: ");

    assertThat(odeon("load", "-p", "no-such.wasm").errLines())
        .singleElement()
        .asString()
        .contains("no-such.wasm");
    assertThat(load("imports-unknown").errLines()).singleElement().asString().contains("host.fly");
  }

  @Test
  void namesOnePluginWhateverPathLeadsToItsFile() throws Exception {
    Path file = new Guests(folder).module("plugin/rot13");
    Path link = Files.createSymbolicLink(folder.resolve("link.wasm"), file);
    Path inside = Files.createDirectory(folder.resolve("a"));
    String id = odeon("load", "-p", file.toString()).out();
    Path relative = Path.of("").toAbsolutePath().relativize(file);
    for (Path each :
        List.of(link, folder.resolve("./rot13.wasm"), inside.resolve("../rot13.wasm"), relative)) {
      assertThat(odeon("load", "-p", each.toString()).out()).isEqualTo(id);
      assertThat(odeon("execute", "-b", each.toString(), "-i", "Hello").out()).isEqualTo("Uryyb\n");
    }
    assertThat(odeon("list", "--json").json()).hasSize(1);

    try (ServerRun server = ServerRun.start(home);
        Client client = Client.connect(server.socket(), Ports.system(), ClientConfig.defaults())) {
      for (Path each : List.of(file, link, inside.resolve("../rot13.wasm"))) {
        LoadBinary.Result loaded = client.call(new LoadBinary(each.toString(), null));
        assertThat(loaded.binaryId()).hasToString(id.strip());
      }
    }
  }

  @Test
  void saysThatTheFileHasChangedSinceItWasLoaded() throws Exception {
    Path file = new Guests(folder).module("plugin/rot13");
    odeon("load", "-p", file.toString());
    CommandRun same = odeon("execute", "-b", "rot13.wasm", "-i", "Hello", "--json");
    assertThat(same.err()).isEmpty();
    assertThat(same.onlyJson().has("newer_file")).isFalse();
    Files.write(file, SampleGuests.module("plugin/rot13"));
    assertThat(odeon("execute", "-b", "rot13.wasm", "-i", "Hello").err()).isEmpty();

    Files.write(file, SampleGuests.module("plugin/uppercase"));
    CommandRun old = odeon("execute", "-b", "rot13.wasm", "-i", "Hello");
    assertThat(old.out()).isEqualTo("Uryyb\n");
    assertThat(old.errLines())
        .singleElement()
        .asString()
        .contains("has changed since it was loaded", "odeon load -p");
    CommandRun json = odeon("execute", "-b", "rot13.wasm", "-i", "Hello", "--json");
    assertThat(json.onlyJson().path("newer_file").asString())
        .isEqualTo(file.toRealPath().toString());
    CommandRun chain = odeon("chain", "-b", "rot13.wasm", "-i", "Hello", "--json");
    assertThat(chain.onlyJson().has("newer_file")).isTrue();

    odeon("load", "-p", file.toString());
    CommandRun now = odeon("execute", "-b", "rot13.wasm", "-i", "Hello");
    assertThat(now.out()).isEqualTo("HELLO\n");
    assertThat(now.err()).isEmpty();
  }

  @Test
  void refusesWhatMakesNoSense() {
    load("uppercase");

    assertThat(odeon("execute", "-b", "uppercase.wasm", "-i", "x", "-t", "0").exit()).isEqualTo(2);
    assertThat(odeon("execute", "-i", "x").exit()).isEqualTo(2);
    assertThat(odeon("list", "--socket", folder.resolve("none.sock").toString()).exit())
        .isEqualTo(3);
  }

  private CommandRun load(String plugin) {
    return odeon("load", "-p", new Guests(folder).module("plugin/" + plugin).toString());
  }

  private CommandRun odeon(String... args) {
    return CommandRun.inside(home, args);
  }
}
