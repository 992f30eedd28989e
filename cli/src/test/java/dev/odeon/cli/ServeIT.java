package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real server in a process of its own, and commands beside it. */
class ServeIT {
  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void setUp() {
    home = folder.resolve("home");
  }

  @Test
  void answersTheCommandsOfItsHomeAndEndsWhenTold() {
    try (ServerRun server = ServerRun.start(home, "--json")) {
      String id =
          odeon("load", "-p", new Guests(folder).module("plugin/counter").toString()).out().strip();
      assertThat(CommandRun.of(home, "execute", "-b", id, "-i", "41").out()).isEqualTo("41\n");
      assertThat(
              odeon("execute", "-b", id, "-i", "inc", "--socket", server.socket().toString()).out())
          .isEqualTo("42\n");
      assertThat(odeon("list", "--json").onlyJson().path("runs").asInt()).isEqualTo(2);
      assertThat(odeon("list", "--tenant", "other", "--json").json()).isEmpty();
      assertThat(odeon("metrics").out()).contains("# TYPE ").contains("execution");
      assertThat(CommandRun.of(home, "serve").exit()).isEqualTo(3);

      assertThat(server.end()).isZero();
      assertThat(server.socket()).doesNotExist();
      assertThat(server.log())
          .isNotEmpty()
          .allSatisfy(line -> {
            JsonNode event = new JsonMapper().readTree(line);
            assertThat(event.has("time") && event.has("level") && event.has("event")).isTrue();
          });
    }
    assertThat(odeon("execute", "-b", "counter.wasm", "-i", "get").out()).isEqualTo("42\n");
  }

  @Test
  void startsAgainOverWhatAKilledOneLeft() {
    Path socket = folder.resolve("chosen.sock");
    String id;
    try (ServerRun first = ServerRun.start(home, "--socket", socket.toString())) {
      assertThat(first.socket()).isEqualTo(socket);
      id =
          odeon("load", "-p", new Guests(folder).module("plugin/counter").toString()).out().strip();
      assertThat(odeon("execute", "-b", id, "-i", "7").out()).isEqualTo("7\n");
      first.kill();
    }
    assertThat(Files.exists(socket)).isTrue();
    // The command finds nobody at the socket and opens the home itself.
    assertThat(odeon("execute", "-b", id, "-i", "get").out()).isEqualTo("7\n");
    try (ServerRun second = ServerRun.start(home, "--socket", socket.toString())) {
      assertThat(odeon("execute", "-b", id, "-i", "inc").out()).isEqualTo("8\n");
      assertThat(second.end()).isZero();
    }
  }

  @Test
  void servesActorsAndContents() throws IOException {
    theaterFolder();
    Path manifest = new Guests(folder).sample("counter");
    List<String> alone = conversation(folder.resolve("alone"), manifest);
    try (ServerRun server = ServerRun.start(home)) {
      assertThat(conversation(home, manifest)).isEqualTo(alone);
      assertThat(server.end()).isZero();
    }
  }

  @Test
  void givesActorsTheVariablesItWasStartedWith() throws IOException {
    Path manifest =
        new Guests(folder)
            .guest("probe/variables", "[grants]\nenvironment = { names = [\"APP_*\"] }");
    try (ServerRun server = ServerRun.start(home, "--env", "APP_NAME=a shop", "--env", "HOME=h")) {
      odeon("actor", "start", manifest.toString(), "--name", "variables");
      assertThat(odeon("actor", "request", "variables", "APP_NAME").out()).isEqualTo("a shop\n");
      assertThat(odeon("actor", "request", "variables", "HOME").out()).isEqualTo("(none)\n");
      assertThat(odeon("actor", "request", "variables", "PATH").out()).isEqualTo("(none)\n");
      assertThat(server.end()).isZero();
    }
    assertThat(odeon("replay", "variables").out()).contains("identical");
    assertThat(odeon("actor", "request", "variables", "APP_NAME").out()).isEqualTo("(none)\n");
    CommandRun refused = odeon("serve", "--env", "NO_SUCH_VARIABLE");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("--env NO_SUCH_VARIABLE: this process has no such variable");
    assertThat(odeon("serve", "--env", "1A=x").err())
        .contains("'1A' is not the name of a variable");
  }

  /** What people see of a few commands. */
  private List<String> conversation(Path at, Path manifest) {
    return List.of(
            here(at, "actor", "start", manifest.toString()),
            here(at, "actor", "request", "counter", "41"),
            here(at, "actor", "request", "counter", "no number"),
            here(at, "actor", "message", "counter", "inc", "--id", "m-1"),
            here(at, "actor", "message", "counter", "inc", "--id", "m-1"),
            here(at, "actor", "state", "counter", "--at", "1"),
            here(at, "actor", "state", "counter", "--json"),
            here(at, "actor", "events", "counter"),
            here(at, "replay", "counter"),
            here(at, "replay", "counter", "--json"),
            here(
                at,
                "replay",
                "counter",
                "--module",
                manifest.resolveSibling("counter.wasm").toString()),
            here(
                at,
                "whatif",
                "counter",
                "--module",
                manifest.resolveSibling("counter.wasm").toString(),
                "--json"),
            here(at, "whatif", "--category", "actor", "--module", at + ".none"),
            here(at, "replay", "nobody"),
            here(at, "verify", "counter"),
            here(at, "head", "-o", at + ".head"),
            here(at, "verify", "--head", at + ".head"),
            here(at, "actor", "request", "nobody", "inc"),
            here(at, "actor", "stop", "counter"),
            here(at, "actor", "list"),
            here(at, "actor", "list", "--all"),
            here(at, "store", "put", manifest.toString(), "--label", "it"),
            here(at, "store", "get", "store:it"),
            here(at, "store", "get", "store:it", "--offset", "2", "--length", "5"),
            here(at, "store", "labels"),
            here(at, "store", "label", "other", "store:it"),
            here(at, "store", "labels", "other"),
            here(at, "store", "import", folder.resolve("theater").toString()),
            here(at, "store", "label", "other", "store:notes/today", "--replace"),
            here(at, "store", "label", "other", "store:notes/today", "--replace"),
            here(at, "store", "labels", "other", "--json"),
            here(at, "store", "gc", "--dry-run", "--each"),
            here(at, "store", "gc", "--grace", "0", "--json"),
            here(at, "store", "export", at + ".all"),
            here(at, "store", "export", at + ".labelled", "--labelled", "--json"),
            here(at, "store", "export", at + ".labelled"),
            here(at, "store", "import", at + ".labelled", "--tenant", "blue"),
            here(at, "store", "labels", "--tenant", "blue"),
            here(at, "store", "unlabel", "it"),
            here(at, "store", "get", "store:it"))
        .stream()
        .map(run -> run.exit().code() + run.out() + run.err())
        .map(text -> text.replace(" in the store 'default'", ""))
        .map(text -> text.replace(at.toString(), "HOME"))
        .map(text -> text.replaceAll("[0-9a-f]{12,}|\\d{4}-\\d\\d-\\d\\d[T ][0-9:.]+Z?", "…"))
        .toList();
  }

  private void theaterFolder() throws IOException {
    Path theater = folder.resolve("theater");
    Files.createDirectories(theater.resolve("data"));
    Files.createDirectories(theater.resolve("labels/notes"));
    String hello = "f572d396fae9206628714fb2ce00f72e94f2258f";
    Files.writeString(theater.resolve("data").resolve(hello), "hello\n");
    Files.writeString(theater.resolve("data/abc"), "no hash");
    // Larger than what goes through the socket at once.
    byte[] large = new byte[5_000_000];
    Files.write(theater.resolve("data/95775c451ed9604d9753465d8cc4d52ca1cb58a4"), large);
    Files.writeString(theater.resolve("labels/notes/today"), hello);
  }

  /** In this process: what a start costs, others measure. */
  private static Run here(Path home, String... args) {
    List<String> all = new ArrayList<>(List.of("--home", home.toString()));
    all.addAll(List.of(args));
    return Run.of(all.toArray(String[]::new));
  }

  private CommandRun odeon(String... args) {
    return CommandRun.inside(home, args);
  }
}
