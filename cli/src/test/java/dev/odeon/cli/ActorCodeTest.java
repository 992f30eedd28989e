package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.chain.BlockHeader;
import dev.odeon.guests.SampleGuests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Actors get other code, and code comes from files and from the store, whoever carries it out. */
class ActorCodeTest {
  @TempDir private Path folder;
  private Path home;
  private Guests guests;

  @BeforeEach
  void choose() {
    home = folder.resolve("home");
    guests = new Guests(folder);
  }

  @ParameterizedTest
  @EnumSource
  void givesAnActorOtherCodeAndShowsIt(Who who) throws Exception {
    String counter = guests.sample("counter").toString();
    String echo = guests.module("echo").toString();
    try (AutoCloseable _ = who.begin(home)) {
      done("actor", "start", counter, "--name", "c");
      done("actor", "message", "c", "41");
      Run upgraded = odeon("actor", "upgrade", "c", "--module", echo);
      assertThat(upgraded.out()).startsWith("c upgraded at block 2 ");
      assertThat(upgraded.errLines())
          .singleElement()
          .asString()
          .contains("odeon whatif c --module");
      assertThat(done("actor", "upgrade", "c", "--module", echo))
          .startsWith("c has that code already, at block 2 ");
      assertThat(done("actor", "request", "c", "hello")).isEqualTo("hello\n");

      String shown = done("actor", "show", "c");
      assertThat(shown)
          .contains("running")
          .contains(Hash.of(Bytes.wrap(SampleGuests.module("echo"))).toString())
          .contains("8 B");
      assertThat(done("actor", "show", "c", "--json"))
          .contains("\"state_bytes\":8", "\"grants\":[\"runtime\"]", "\"height\":3");
      assertThat(done("actor", "show", "c", "--manifest"))
          .isEqualTo(SampleGuests.manifest("counter").stripTrailing() + "\n");
      assertThat(done("replay", "c")).contains("identical");
      assertThat(done("whatif", "c", "--module", echo)).contains("4 blocks");

      Path dice = guests.module("probe/dice");
      assertThat(odeon("actor", "upgrade", "c", "--module", dice.toString()).errLines())
          .singleElement()
          .asString()
          .contains("random = true");
      String granted =
          guests.guest("probe/dice", "[grants]\nrandom = true\ntiming = true").toString();
      done("actor", "upgrade", "c", "--manifest", granted);
      assertThat(done("actor", "show", "c")).contains("random, runtime, timing");
    }
  }

  @ParameterizedTest
  @EnumSource
  void startsAStoppedActorAsItWasAndRemovesItForEver(Who who) throws Exception {
    String counter = guests.sample("counter").toString();
    try (AutoCloseable _ = who.begin(home)) {
      done("actor", "start", counter);
      assertThat(done("actor", "start", counter)).startsWith("counter runs already, at block 0 ");
      assertThat(odeon("actor", "remove", "counter").err())
          .isEqualTo("odeon: counter runs: stop it first; 'odeon actor stop' does\n");
      done("actor", "stop", "counter");
      done("actor", "stop", "counter");
      assertThat(done("actor", "start", "counter")).startsWith("counter started at block 2 ");
      Path renamed =
          guests.write("other.toml", "# mine\n" + SampleGuests.manifest("counter") + "\n# end\n");
      done("actor", "stop", "counter");
      assertThat(done("actor", "start", renamed.toString()))
          .startsWith("counter started at block 4 ");
      done("actor", "stop", "counter");
      assertThat(done("actor", "remove", "counter")).isEqualTo("counter removed\n");
      assertThat(done("actor", "remove", "counter")).isEqualTo("counter was removed already\n");
      assertThat(odeon("actor", "start", counter).errLines())
          .singleElement()
          .asString()
          .contains("its name is taken for ever");
      assertThat(odeon("actor", "message", "counter", "inc").err()).contains("start another actor");
      assertThat(odeon("actor", "list").out()).isEmpty();
      assertThat(done("actor", "list", "--all")).contains("removed");
      assertThat(done("actor", "events", "counter")).contains("removed");
      assertThat(done("replay", "counter")).contains("identical");
      assertThat(odeon("actor", "start", "nowhere").errLines())
          .singleElement()
          .asString()
          .contains("neither a manifest file nowhere nor an actor", "odeon actor list");
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesModulesAndManifestsFromTheStore(Who who) throws Exception {
    Path module = guests.module("counter");
    Path echo = guests.module("echo");
    try (AutoCloseable _ = who.begin(home)) {
      String hash = put(module, "--label", "modules/counter");
      put(echo, "--label", "modules/echo");
      Path byLabel = guests.write("a.toml", "name = \"a\"\nmodule = \"store:modules/counter\"\n");
      Path byHash =
          guests.write("b.toml", "name = \"b\"\nmodule = \"store:hash:%s\"\n".formatted(hash));
      done("actor", "start", byLabel.toString());
      done("actor", "start", byHash.toString());
      put(byLabel, "--label", "manifests/a");
      done("actor", "start", "store:manifests/a", "--name", "c");
      for (String actor : List.of("a", "b", "c")) {
        assertThat(done("actor", "request", actor, "inc")).isEqualTo("1\n");
      }
      done("actor", "upgrade", "a", "--module", "store:modules/echo");
      assertThat(done("actor", "request", "a", "hello")).isEqualTo("hello\n");
      assertThat(done("whatif", "b", "--module", "store:hash:" + hash)).contains("0 different");
      String plugin = put(guests.module("plugin/uppercase"), "--label", "up");
      assertThat(plugin).hasSize(64);
      done("load", "-p", "store:up");
      assertThat(done("execute", "-b", "store:up", "-i", "abc")).isEqualTo("ABC\n");

      assertThat(odeon("actor", "start", "store:nothing").errLines())
          .singleElement()
          .asString()
          .contains("there is no label 'nothing'", "odeon store labels");
      Path relative = guests.write("r.toml", "name = \"r\"\nmodule = \"counter.wasm\"\n");
      put(relative, "--label", "manifests/r");
      assertThat(odeon("actor", "start", "store:manifests/r").errLines())
          .singleElement()
          .asString()
          .contains("counter.wasm", "module = \"store:<label>\"");
      Path blue = guests.write("t.toml", "name = \"t\"\nmodule = \"store:hash:" + hash + "\"\n");
      assertThat(odeon("--tenant", "blue", "actor", "start", blue.toString()).errLines())
          .singleElement()
          .asString()
          .contains("is not in the store");
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsContentByPathByBlockAndByEvent(Who who) throws Exception {
    Path file = guests.write("note.txt", "a note");
    String counter = guests.sample("counter").toString();
    try (AutoCloseable _ = who.begin(home)) {
      put(guests.write("other.txt", "other"));
      Run missing = odeon("store", "get", file.toString());
      assertThat(missing.exit()).isEqualTo(Exit.FAILED);
      assertThat(missing.err()).contains("the store does not have what is in", "'odeon store put");
      String hash = put(file);
      Run got = odeon("store", "get", file.toString());
      assertThat(got.out()).isEqualTo("a note");
      assertThat(got.err()).isEqualTo("%s is store:hash:%s\n".formatted(file, hash));
      assertThat(odeon("store", "get", folder.resolve("no").toString()).err())
          .contains("there is no such file", "odeon store labels");

      done("--tenant", "blue", "actor", "start", counter);
      String block = json("--tenant", "blue", "actor", "list", "--json").get("hash").asString();
      String raw = "store:hash:" + block.substring("sha256:".length());
      Run header = odeon("--tenant", "blue", "store", "get", raw, "-o", "" + folder.resolve("h"));
      assertThat(header.exit()).isEqualTo(Exit.DONE);
      Bytes bytes = Bytes.wrap(Files.readAllBytes(folder.resolve("h")));
      assertThat(Hash.of(bytes)).hasToString(block);
      Hash event = BlockHeader.decode(bytes).eventHashes().getFirst();
      String named = "store:hash:" + event.toString().substring("sha256:".length());
      done("--tenant", "blue", "store", "get", named, "-o", "" + folder.resolve("e"));
      assertThat(Hash.of(Bytes.wrap(Files.readAllBytes(folder.resolve("e"))))).isEqualTo(event);
      for (String each : List.of(raw, named)) {
        assertThat(odeon("--tenant", "red", "store", "get", each).exit()).isEqualTo(Exit.FAILED);
      }
    }
  }

  private String done(String... args) {
    Run run = odeon(args);
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.DONE);
    return run.out();
  }

  private JsonNode json(String... args) {
    return new JsonMapper().readTree(done(args));
  }

  private String put(Path file, String... options) {
    List<String> line = new ArrayList<>(List.of("store", "put", file.toString()));
    line.addAll(List.of(options));
    return done(line.toArray(String[]::new)).strip();
  }

  private Run odeon(String... args) {
    List<String> line = new ArrayList<>(List.of("--home", home.toString()));
    line.addAll(List.of(args));
    return Run.of(line.toArray(String[]::new));
  }
}
