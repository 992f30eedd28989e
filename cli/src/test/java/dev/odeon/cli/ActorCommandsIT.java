package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The life of an actor from the command line, in real processes where that is the point. */
class ActorCommandsIT {
  @TempDir private Path folder;
  private Path home;
  private Guests guests;

  @BeforeEach
  void choosePlaces() {
    home = folder.resolve("home");
    guests = new Guests(folder);
  }

  private CommandRun odeon(String... args) {
    return CommandRun.inside(home, args);
  }

  private CommandRun succeed(String... args) {
    return odeon(args).succeeded();
  }

  private CommandRun process(String... args) {
    return CommandRun.of(home, args).succeeded();
  }

  @Test
  void keepsAnActorFromOneCommandToTheNext() throws Exception {
    process("actor", "start", guests.sample("counter").toString(), "--name", "visits");
    assertThat(process("actor", "request", "visits", "inc").out()).isEqualTo("1\n");
    assertThat(process("actor", "message", "visits", "41").out()).startsWith("returned in block 2");
    assertThat(process("actor", "request", "visits", "get").out()).isEqualTo("42\n");

    JsonNode listed = succeed("actor", "list", "--json").onlyJson();
    assertThat(listed.get("actor").asString()).isEqualTo("visits");
    assertThat(listed.get("status").asString()).isEqualTo("running");
    assertThat(listed.get("blocks").asLong()).isEqualTo(4);
    assertThat(succeed("actor", "list").out().lines()).hasSize(2);

    assertThat(succeed("actor", "state", "visits").out()).isEqualTo("0x2a00000000000000\n");
    assertThat(succeed("actor", "state", "visits", "--at", "1").out())
        .isEqualTo("0x0100000000000000\n");

    JsonNode verified = succeed("verify", "--json").json().getLast();
    assertThat(verified.get("sound").asBoolean()).isTrue();
    JsonNode replayed = succeed("replay", "visits", "--json").onlyJson();
    assertThat(replayed.get("equal").asBoolean()).isTrue();
    assertThat(replayed.get("hash").asString()).isEqualTo(listed.get("hash").asString());
  }

  @Test
  void givesTheFirstReplyToAnIdThatWasUsedBefore() {
    succeed("actor", "start", guests.sample("counter").toString());
    JsonNode first =
        succeed("actor", "request", "counter", "inc", "--id", "a", "--json").onlyJson();
    JsonNode again =
        succeed("actor", "request", "counter", "inc", "--id", "a", "--json").onlyJson();
    assertThat(first.get("duplicate").asBoolean()).isFalse();
    assertThat(again.get("duplicate").asBoolean()).isTrue();
    assertThat(again.get("reply").asString()).isEqualTo("1");
    assertThat(again.get("hash").asString()).isEqualTo(first.get("hash").asString());

    CommandRun other = odeon("actor", "request", "counter", "5", "--id", "a");
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.errLines())
        .singleElement()
        .asString()
        .contains("used before", "use a new one");
  }

  @Test
  void showsWhatHappenedBlockByBlock() {
    succeed("actor", "start", guests.sample("counter").toString());
    succeed("actor", "request", "counter", "inc", "--id", "first");
    succeed("actor", "message", "counter", "inc");

    List<JsonNode> all = succeed("actor", "events", "counter", "--json").json();
    assertThat(all).extracting(event -> event.get("kind").asString()).contains("lifecycle");
    assertThat(all.getLast().get("height").asLong()).isEqualTo(2);

    List<JsonNode> one =
        succeed("actor", "events", "counter", "--from", "1", "--to", "1", "--json").json();
    assertThat(one).extracting(event -> event.get("height").asLong()).containsOnly(1L);
    assertThat(one.getFirst().get("id").asString()).isEqualTo("first");
    assertThat(one.getFirst().get("body").asString()).isEqualTo("inc");
    assertThat(one.getLast().get("kind").asString()).isEqualTo("reply");
    assertThat(one.getLast().get("payload").asString()).isEqualTo("1");

    assertThat(succeed("actor", "events", "counter", "--type", "state", "--json").json())
        .extracting(event -> event.get("kind").asString())
        .containsOnly("state");
    assertThat(succeed("actor", "events", "counter", "--correlation", "none").out().lines())
        .hasSize(1);
    assertThat(succeed("actor", "events", "counter", "--type", "timer").out().lines()).hasSize(1);
    assertThat(succeed("actor", "events", "counter", "--type", "runtime#log", "--json").json())
        .extracting(event -> event.get("kind").asString())
        .containsOnly("note");

    CommandRun misspelt = odeon("actor", "events", "counter", "--type", "sate");
    assertThat(misspelt.exit()).isEqualTo(1);
    assertThat(misspelt.out()).isEmpty();
    assertThat(misspelt.errLines())
        .singleElement()
        .asString()
        .contains("sate", "kinds are message, call", "theater:simple/runtime#log");
    assertThat(succeed("actor", "events", "counter").out()).contains("BLOCK", "spawned", "first");
  }

  @Test
  void readsInputFromAFileAndFromStandardInput() {
    succeed("actor", "start", guests.sample("echo").toString());
    Path file = guests.write("words.txt", "from a file");
    assertThat(succeed("actor", "request", "echo", "@" + file).out()).isEqualTo("from a file\n");
    byte[] input = "grüße".getBytes(StandardCharsets.UTF_8);
    assertThat(CommandRun.of(input, home, "actor", "request", "echo", "-").out())
        .isEqualTo("grüße\n");
    byte[] binary = {(byte) 0xff, 0, 1};
    assertThat(CommandRun.of(binary, home, "actor", "request", "echo", "-").out())
        .isEqualTo("0xff0001\n");
    JsonNode reply =
        CommandRun.of(binary, home, "actor", "request", "echo", "-", "--json").onlyJson();
    assertThat(reply.get("reply_base64").asString()).isEqualTo("/wAB");
    assertThat(reply.has("reply")).isFalse();
  }

  @Test
  void refusesMessagesToAStoppedActorUntilItIsStartedAgain() {
    Path manifest = guests.sample("counter");
    succeed("actor", "start", manifest.toString());
    succeed("actor", "request", "counter", "7");
    succeed("actor", "stop", "counter");
    CommandRun refused = odeon("actor", "request", "counter", "get");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.errLines()).singleElement().asString().contains("stopped", "actor start");
    succeed("actor", "start", manifest.toString());
    assertThat(succeed("actor", "request", "counter", "get").out()).isEqualTo("7\n");
  }

  @Test
  void saysWhyTheGuestRefused() {
    succeed("actor", "start", guests.sample("counter").toString());
    CommandRun rejected = odeon("actor", "request", "counter", "many", "--json");
    assertThat(rejected.exit()).isEqualTo(1);
    assertThat(rejected.onlyJson().get("outcome").asString()).isEqualTo("rejected");
    assertThat(rejected.errLines()).singleElement().asString().contains("not a number");

    Path traps = new Guests(folder).guest("hostile/traps", "");
    odeon("actor", "start", traps.toString());
    assertThat(odeon("actor", "message", "traps", "d").errLines()).hasSize(1);
    assertThat(odeon("actor", "message", "traps", "d", "--verbose").errLines())
        .anyMatch(line -> line.startsWith("  in ") && line.contains("handle-send"));
    assertThat(odeon("actor", "message", "traps", "d", "--json").onlyJson().path("trace").size())
        .isPositive();
  }

  @Test
  void answersQueuedWithoutWaiting() {
    succeed("actor", "start", guests.sample("counter").toString());
    assertThat(succeed("actor", "message", "counter", "inc", "--no-wait").out())
        .isEqualTo("queued\n");
  }

  @Test
  void keepsTenantsApart() {
    Path manifest = guests.sample("counter");
    succeed("actor", "start", manifest.toString(), "--tenant", "acme");
    assertThat(succeed("actor", "list", "--json").json()).isEmpty();
    assertThat(succeed("--tenant", "acme", "actor", "list", "--json").json()).hasSize(1);
    assertThat(odeon("actor", "request", "counter", "get").exit()).isEqualTo(1);
  }

  @Test
  void provesWithAHeadKeptElsewhereThatNothingWasRewritten() throws Exception {
    succeed("actor", "start", guests.sample("counter").toString());
    Path head = folder.resolve("kept.head");
    succeed("head", "-o", head.toString());
    assertThat(Files.readString(head)).startsWith("odeon/").isEqualTo(succeed("head").out());
    succeed("actor", "request", "counter", "inc");
    assertThat(succeed("verify", "--head", head.toString()).out()).contains("head");
    Path other = folder.resolve("other");
    CommandRun.inside(other, "actor", "start", guests.sample("counter").toString());
    CommandRun foreign = CommandRun.inside(other, "verify", "--head", head.toString());
    assertThat(foreign.exit()).isEqualTo(1);
    assertThat(foreign.errLines()).singleElement().asString().contains("another home");
  }

  @Test
  void saysWhereAnotherModuleWouldHaveDoneOtherwise() {
    succeed("actor", "start", guests.sample("counter").toString());
    succeed("actor", "request", "counter", "inc");
    Path echo = guests.module("echo");
    CommandRun other = odeon("replay", "counter", "--module", echo.toString(), "--json");
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.onlyJson().get("equal").asBoolean()).isFalse();
    assertThat(other.onlyJson().get("divergences").get(0).get("height").asLong()).isBetween(0L, 1L);
    Path same = guests.module("counter");
    JsonNode equal = succeed("replay", "counter", "--module", same.toString(), "--json").onlyJson();
    assertThat(equal.get("equal").asBoolean()).isTrue();
    assertThat(succeed("replay", "counter", "--json").onlyJson().get("blocks").asLong())
        .isEqualTo(2);
  }

  @Test
  void reportsWhatOtherCodeMakesOfAHistoryAndFailsOnlyIfAskedTo() {
    succeed("actor", "start", guests.sample("counter").toString());
    succeed("actor", "request", "counter", "inc");
    String echo = guests.module("echo").toString();
    String same = guests.module("counter").toString();

    JsonNode report = succeed("whatif", "counter", "--module", echo, "--json").onlyJson();
    assertThat(report.get("same").asLong() + report.get("different").asLong()).isEqualTo(2);
    assertThat(report.get("different").asLong()).isPositive();
    assertThat(report.get("unknown").asLong()).isZero();
    assertThat(report.get("state_made").get("hash"))
        .isNotEqualTo(report.get("state_recorded").get("hash"));

    CommandRun gate = odeon("whatif", "counter", "--module", echo, "--require-clean");
    assertThat(gate.exit()).isEqualTo(1);
    assertThat(gate.errLines()).singleElement().asString().contains("counter, block ");
    JsonNode clean =
        succeed("whatif", "--category", "actor", "--module", same, "--require-clean", "--json")
            .onlyJson();
    assertThat(clean.get("equal").asBoolean()).isTrue();
    assertThat(clean.get("fuel").get("made")).isEqualTo(clean.get("fuel").get("recorded"));
  }

  @Test
  void refusesAWhatIfThatNamesNoHistoryOrBadCode() {
    succeed("actor", "start", guests.sample("counter").toString());
    String module = guests.module("counter").toString();

    assertThat(odeon("whatif", "--module", module).exit()).isEqualTo(2);
    assertThat(odeon("whatif", "counter", "--category", "actor", "--module", module).exit())
        .isEqualTo(2);
    CommandRun none = odeon("whatif", "--category", "orders", "--module", module);
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.errLines()).singleElement().asString().contains("orders");
    CommandRun bad = odeon("whatif", "counter", "--module", guests.module("probe/dice").toString());
    assertThat(bad.exit()).isEqualTo(1);
    assertThat(bad.errLines()).singleElement().asString().contains("put random = true");
  }
}
