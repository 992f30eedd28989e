package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Ports;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.server.Server;
import dev.odeon.server.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lists show, names mean, and misspelt names are answered with; with and without a server. */
class NamesTest {
  /** Who carries a command out. */
  private enum Who {
    SERVER,
    COMMAND
  }

  @TempDir private Path folder;
  private Path home;
  private Guests guests;

  @BeforeEach
  void choose() {
    home = folder.resolve("home");
    guests = new Guests(folder);
  }

  private AutoCloseable begin(Who who) {
    if (who == Who.COMMAND) {
      return () -> {};
    }
    Actors actors = Actors.open(home, Ports.system(), Settings.defaults());
    Execution execution = Execution.open(actors, ExecutionConfig.defaults());
    Server server = Server.start(ServerConfig.defaults(), actors, execution, Server.meters());
    return () -> {
      server.close();
      execution.close();
      actors.close();
    };
  }

  private Run odeon(String... args) {
    return odeon(new byte[0], args);
  }

  private Run odeon(byte[] input, String... args) {
    List<String> line = new ArrayList<>(List.of("--home", home.toString()));
    line.addAll(List.of(args));
    return Run.of(input, line.toArray(String[]::new));
  }

  private String put(String content, String... more) {
    List<String> args = new ArrayList<>(List.of("store", "put", "-"));
    args.addAll(List.of(more));
    return odeon(content.getBytes(StandardCharsets.UTF_8), args.toArray(String[]::new))
        .out()
        .strip();
  }

  @Test
  void showsTheLastEventsWithShortNamesAndTimes() {
    odeon("actor", "start", guests.sample("counter").toString(), "--name", "visits");
    odeon("actor", "request", "visits", "1");
    odeon("actor", "request", "visits", "2");
    List<String> lines =
        odeon("actor", "events", "visits", "--last", "2", "--utc").out().lines().toList();
    assertThat(lines.getFirst()).matches("BLOCK +TIME +# +KIND +NAME +WHAT");
    assertThat(lines.get(1))
        .matches(" +1 +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ +0 +message +request +1 .*");
    assertThat(lines).hasSize(7);
    assertThat(odeon("actor", "events", "visits", "--last", "9").out().lines())
        .hasSize(10)
        .noneMatch(line -> line.contains("Z "));
    assertThat(odeon("actor", "events", "visits", "--type", "request", "--last", "1").out().lines())
        .hasSize(3)
        .noneMatch(line -> line.matches(" +1 .*"));
    assertThat(odeon("actor", "events", "visits", "--last", "0").exit()).isEqualTo(Exit.USAGE);
  }

  @ParameterizedTest
  @EnumSource
  void listsNothingInANewHome(Who who) throws Exception {
    try (AutoCloseable _ = begin(who)) {
      for (String line : List.of("list", "actor list", "store list", "store labels")) {
        Run run = odeon(line.split(" "));
        assertThat(run.exit()).as(line).isEqualTo(Exit.DONE);
        assertThat(run.out()).as(line).isEmpty();
        assertThat(run.errLines()).as(line).singleElement().asString().contains(home.toString());
        Run json = odeon((line + " --json").split(" "));
        assertThat(json).as(line).isEqualTo(new Run(Exit.DONE, "", ""));
      }
      assertThat(odeon("store", "stores").exit()).isEqualTo(Exit.DONE);
    }
    assertThat(home.toFile().exists()).isEqualTo(who == Who.SERVER);
  }

  @Test
  void takesNoFolderWithOtherThingsForANewHome() throws Exception {
    Files.createDirectories(home.resolve("log"));
    assertThat(odeon("list").exit()).isEqualTo(Exit.FAILED);
    assertThat(odeon("list").err()).startsWith("odeon: there is no home in ");
  }

  @ParameterizedTest
  @EnumSource
  void takesTheFirstDigitsOfIdsAndHashes(Who who) throws Exception {
    String plugin = load("plugin/counter");
    String hash = put("tea", "--label", "recipes/tea");
    try (AutoCloseable _ = begin(who)) {
      String id = plugin.substring(0, 8);
      assertThat(odeon("list").out()).contains("\n" + id + "  ").doesNotContain(plugin);
      assertThat(odeon("execute", "-b", id, "-i", "7").out()).isEqualTo("7\n");
      assertThat(odeon("execute", "-b", id.toUpperCase(Locale.ROOT), "-i", "inc").out())
          .isEqualTo("8\n");
      assertThat(odeon("actor", "events", "binary/" + id, "--last", "1").out()).contains("inc");
      assertThat(odeon("store", "get", hash.substring(0, 12)).out()).isEqualTo("tea");
      assertThat(odeon("store", "show", "store:hash:" + hash.substring(0, 4)).out()).contains(hash);
      assertThat(odeon("store", "show", hash.substring(0, 12), "--tenant", "other").exit())
          .isEqualTo(Exit.FAILED);
      Run none = odeon("store", "get", "00000000");
      assertThat(none.exit()).isEqualTo(Exit.FAILED);
      assertThat(none.err()).startsWith("odeon: no hash begins with 00000000: ");
    }
  }

  @Test
  void namesTheCandidatesOfAShortHash() {
    // Two texts whose SHA-256 begin with the same four digits.
    Map<String, String> first = new HashMap<>();
    String other = null;
    for (int i = 0; other == null; i++) {
      String hash = Hash.of(Bytes.utf8("text " + i)).hex();
      other = first.putIfAbsent(hash.substring(0, 4), "text " + i);
      if (other != null) {
        put("text " + i);
        put(other);
        Run run = odeon("store", "show", hash.substring(0, 4));
        assertThat(run.exit()).isEqualTo(Exit.FAILED);
        assertThat(run.errLines())
            .singleElement()
            .asString()
            .contains("may mean ", hash, Hash.of(Bytes.utf8(other)).hex());
      }
    }
  }

  @Test
  void suggestsTheNamesThatAreNearOnesThatAreNot() throws Exception {
    load("plugin/counter");
    odeon("actor", "start", guests.sample("counter").toString(), "--name", "visits");
    put("tea", "--label", "recipes/tea");
    try (AutoCloseable _ = begin(Who.SERVER)) {
      requireSuggested("visits", "actor", "request", "vists", "inc");
      requireSuggested("visits", "actor", "message", "visit", "inc");
      requireSuggested("visits", "actor", "state", "visitz");
      requireSuggested("visits", "actor", "events", "vsits");
      requireSuggested("visits", "actor", "stop", "Visits");
      requireSuggested("visits", "replay", "vists");
      requireSuggested("counter.wasm", "execute", "-b", "conter.wasm", "-i", "7");
      requireSuggested("counter.wasm", "unload", "-b", "counter");
      requireSuggested("recipes/tea", "store", "get", "store:recipe/tea");
      requireSuggested("recipes/tea", "store", "show", "store:recipes/te");
      requireSuggested("recipes/tea", "store", "unlabel", "recipes/teas");
      requireSuggested("recipes/tea", "store", "labels", "recipes/tee");
      // What other tenants have is nobody's business.
      assertThat(odeon("actor", "state", "vists", "--tenant", "other").err())
          .doesNotContain("visits");
    }
  }

  @Test
  void suggestsThemWithoutAServer() {
    put("tea", "--label", "recipes/tea");
    requireSuggested("recipes/tea", "store", "get", "store:recipe/tea");
    odeon("actor", "start", guests.sample("counter").toString(), "--name", "visits");
    requireSuggested("visits", "actor", "request", "vists", "inc");
    for (String command : List.of("state", "events", "show", "stop", "remove")) {
      requireSuggested("visits", "actor", command, "vists");
    }
    String module = guests.module("counter").toString();
    requireSuggested("visits", "actor", "upgrade", "vists", "--module", module);
  }

  private void requireSuggested(String name, String... args) {
    Run run = odeon(args);
    assertThat(run.exit()).as(String.join(" ", args)).isEqualTo(Exit.FAILED);
    assertThat(run.errLines())
        .as(String.join(" ", args))
        .singleElement()
        .asString()
        .contains("did you mean '" + name + "'");
  }

  private String load(String module) {
    return odeon("load", "-p", guests.module(module).toString()).out().strip();
  }
}
