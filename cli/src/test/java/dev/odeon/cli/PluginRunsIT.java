package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What commands tell of runs that failed, and what they give and take of commands of WASI. */
class PluginRunsIT {
  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void setUp() {
    home = folder.resolve("home");
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
  void showsWhatAFailedRunSaidAndWhereItWas() {
    load("panics");

    CommandRun run = CommandRun.of(home, "execute", "-b", "panics.wasm", "-i", "");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("half of it\n");
    assertThat(run.errLines().subList(0, 6))
        .containsExactly(
            "began",
            "panicked at 'no such order'",
            "  in rust_panic (function 2)",
            "  in begin_panic (function 3)",
            "  in take_order (function 4)",
            "  in process (function 5)");
    assertThat(run.errLines())
        .hasSize(7)
        .last()
        .asString()
        .endsWith(" trapped: unreachable in rust_panic");

    CommandRun json = odeon("execute", "-b", "panics.wasm", "-i", "", "--json");
    assertThat(json.onlyJson().path("output").asString()).isEqualTo("half of it");
    assertThat(json.onlyJson().path("log").asString()).startsWith("began\n");
    assertThat(json.onlyJson().path("trace").size()).isEqualTo(4);
    assertThat(json.errLines()).hasSize(1);

    CommandRun chain = odeon("chain", "-b", "panics.wasm", "-i", "");
    assertThat(chain.errLines()).hasSize(7).last().asString().startsWith("odeon: step 1: ");
  }

  @Test
  void givesACommandOfWasiArgumentsAnEnvironmentAndItsStandardError() {
    odeon("load", "-p", new Guests(folder).module("wasi/tour").toString());
    odeon("load", "-p", new Guests(folder).module("wasi/panics").toString());
    load("uppercase");

    assertThat(tour("", "--", "arguments", "-t", "--x").out())
        .isEqualTo("0=tour.wasm\n1=arguments\n2=-t\n3=--x\n\n");
    assertThat(
            tour("", "--env", "A=b=c", "--env", "E=", "--", "environment", "A", "E", "PATH").out())
        .isEqualTo("A=b=c\nE=\nPATH=(none)\n\n");
    CommandRun copied = tour("some", "--", "copy");
    assertThat(copied.out()).isEqualTo("some\n");
    assertThat(copied.err()).isEqualTo("4 bytes\n");
    assertThat(tour("some", "--json", "--", "copy").onlyJson().path("stderr").asString())
        .isEqualTo("4 bytes\n");

    CommandRun panics = odeon("execute", "-b", folder.resolve("panics.wasm").toString(), "-i", "");
    assertThat(panics.out()).isEqualTo("half of it\n\n");
    assertThat(panics.errLines().subList(0, 2))
        .containsExactly(
            "thread 'main' panicked at 'no such order'", "  in rust_panic (function 2)");

    CommandRun none = odeon("execute", "-b", "uppercase.wasm", "-i", "x", "--", "a");
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.errLines()).singleElement().asString().contains("only commands of WASI");
    assertThat(odeon("execute", "-b", "tour.wasm", "-i", "x", "--env", "1=2").exit()).isEqualTo(2);
  }

  /** Without a server, whoever runs a plug-in may allow it more than usual. */
  @Test
  void saysWhichLimitWasExceededAndRaisesIt() {
    load("endless");

    CommandRun usual = odeon("execute", "-b", "endless.wasm", "-i", "", "-f", "1000");
    assertThat(usual.errLines())
        .last()
        .asString()
        .contains("exceeded its fuel limit of 1,000 after ")
        .endsWith(": allow more with -f FUEL");
    CommandRun more = odeon("execute", "-b", "endless.wasm", "-i", "", "-t", "5600", "--json");
    assertThat(more.onlyJson().path("limit_value").asLong()).isEqualTo(5600);
    assertThat(more.errLines()).singleElement().asString().endsWith(": allow more with -t TIME");
  }

  private CommandRun tour(String input, String... more) {
    List<String> all = new ArrayList<>(List.of("execute", "-b", "tour.wasm", "-i", input));
    all.addAll(List.of(more));
    return odeon(all.toArray(String[]::new));
  }

  private CommandRun load(String plugin) {
    return odeon("load", "-p", new Guests(folder).module("plugin/" + plugin).toString());
  }

  private CommandRun odeon(String... args) {
    return CommandRun.inside(home, args);
  }
}
