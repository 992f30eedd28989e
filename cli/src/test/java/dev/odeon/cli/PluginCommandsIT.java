package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

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
  void endsWithOneWhenAPluginFails() {
    load("failing");
    load("endless");
    load("uppercase");

    CommandRun code = odeon("execute", "-b", "failing.wasm", "-i", "42", "--json");
    assertThat(code.exit()).isEqualTo(1);
    assertThat(code.onlyJson().path("return_code").asInt()).isEqualTo(42);
    assertThat(code.onlyJson().path("output").asString()).isEqualTo("42");
    assertThat(code.errLines()).singleElement().asString().contains("code 42");

    CommandRun late =
        CommandRun.of(home, "execute", "-b", "endless.wasm", "-i", "", "-t", "50", "--json");
    assertThat(late.exit()).isEqualTo(1);
    assertThat(late.onlyJson().path("code").asString()).isEqualTo("ExecutionTimeout");
    assertThat(late.errLines()).hasSize(1);

    CommandRun chain =
        odeon("chain", "-b", "uppercase.wasm,failing.wasm,uppercase.wasm", "-i", "7", "--json");
    assertThat(chain.exit()).isEqualTo(1);
    JsonNode step = chain.onlyJson();
    assertThat(step.path("step").asInt()).isEqualTo(2);
    assertThat(step.path("results").size()).isEqualTo(2);
    assertThat(step.path("results").get(1).path("return_code").asInt()).isEqualTo(7);
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
  void refusesWhatMakesNoSense() {
    load("uppercase");

    assertThat(odeon("execute", "-b", "uppercase.wasm", "-i", "x", "-t", "0").exit()).isEqualTo(2);
    assertThat(odeon("execute", "-i", "x").exit()).isEqualTo(2);
    assertThat(odeon("metrics").exit()).isEqualTo(3);
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
