package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code odeon actor events} of all actors. */
class EventsCommandTest {
  @TempDir private static Path folder;
  private static Path home;

  @BeforeAll
  static void fill() {
    home = folder.resolve("home");
    Path manifest = new Guests(folder).guest("counter", "");
    for (String name : List.of("a", "b")) {
      run("actor", "start", manifest.toString(), "--name", name).succeeded();
    }
    run("actor", "message", "a", "inc", "--id", "m-1").succeeded();
    run("actor", "message", "b", "inc", "--id", "m-2", "--correlation", "trip").succeeded();
    run("actor", "message", "a", "inc", "--id", "m-3", "--correlation", "trip").succeeded();
    run("actor", "stop", "b").succeeded();
  }

  private static CommandRun run(String... args) {
    return CommandRun.inside(home, args);
  }

  private static List<JsonNode> events(String... more) {
    List<String> line = new ArrayList<>(List.of("actor", "events", "--json"));
    line.addAll(List.of(more));
    return run(line.toArray(String[]::new))
        .succeeded()
        .out()
        .lines()
        .map(new JsonMapper()::readTree)
        .toList();
  }

  private static List<String> places(List<JsonNode> events) {
    return events.stream()
        .map(event -> event.get("actor").asString() + "@" + event.get("height").asInt())
        .distinct()
        .toList();
  }

  @Test
  void givesThoseOfAllActorsInTheOrderOfTheLog() {
    List<JsonNode> all = events("--all");
    assertThat(places(all)).containsExactly("a@0", "b@0", "a@1", "b@1", "a@2", "b@2");
    String last = all.getLast().get("position").asString();
    assertThat(events("--all", "--after", last)).isEmpty();
    assertThat(events("--all", "--after", "3.0").getFirst().get("position").asString())
        .isEqualTo("3.1");
    assertThat(places(events("--all", "--last", "2"))).containsExactly("a@2", "b@2");
    assertThat(places(events("--category", "actor", "--type", "stopped"))).containsExactly("b@2");
    assertThat(places(events("a", "--since", "1d"))).containsExactly("a@0", "a@1", "a@2");
    assertThat(events("--all", "--since", Instant.now().plusSeconds(3600).toString())).isEmpty();
  }

  @Test
  void givesThoseOfOneUndertaking() {
    assertThat(places(events("--all", "--correlation", "trip"))).containsExactly("b@1", "a@2");
    assertThat(places(events("--all", "--correlation", "m-1"))).containsExactly("a@1");
    assertThat(run("actor", "events", "--correlation", "trip", "--tree").succeeded().out().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("TIME +AFTER +ACTOR +BLOCK +NAME +OUTCOME +WHAT"),
            line -> assertThat(line).matches(".*\\+0 ms +b +1  send +returned +inc  id m-2"),
            line -> assertThat(line).matches(".*ms +a +2  send +returned +inc  id m-3"));
    CommandRun none = run("actor", "events", "--correlation", "nothing", "--tree").succeeded();
    assertThat(none.err()).isEqualTo("no message has the correlation nothing\n");
  }

  @Test
  void givesTheLogLinesOfAnActor() {
    List<String> lines = run("actor", "logs", "a", "--json").succeeded().out().lines().toList();
    assertThat(lines)
        .isNotEmpty()
        .allMatch(line -> line.startsWith("{\"position\":\"") && line.contains("\"text\":\""));
    assertThat(run("actor", "logs", "a", "--last", "1").succeeded().out().lines())
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(lines.size());
    assertThat(run("actor", "logs", "a", "--last", "0").exit()).isEqualTo(2);
    assertThat(run("actor", "logs", "c").err()).contains("there is no actor c");
    assertThat(run("actor", "logs", "a", "-f").exit()).isEqualTo(3);
  }

  @Test
  void saysWhatIsNotThere() {
    assertThat(run("actor", "events", "--all", "--type", "nothing").succeeded().err())
        .isEqualTo("no event of these blocks is what was asked for\n");
    CommandRun beyond = run("actor", "events", "a", "--from", "3").succeeded();
    assertThat(beyond.err()).isEqualTo("a has no block from height 3 on\n");
    assertThat(beyond.out()).isEmpty();
    assertThat(run("--tenant", "other", "actor", "events", "a").refused(1))
        .isEqualTo(
            "odeon: there is no actor a of tenant other; 'odeon actor list' shows those there are\n");
    assertThat(run("actor", "reply", "a", "", "yes").refused(2))
        .isEqualTo(
            "odeon: an empty text names no request: 'odeon actor requests a' shows those that are open\n");
    CommandRun future = run("actor", "events", "--all", "--after", "99.0");
    assertThat(future.exit()).isEqualTo(1);
    assertThat(future.err())
        .isEqualTo(
            "odeon: there is no position 99.0: the last block is 5; begin at one that is there, or at the start\n");
    CommandRun follow = run("actor", "events", "--all", "--follow");
    assertThat(follow.exit()).isEqualTo(3);
    assertThat(follow.err()).startsWith("odeon: there is nothing to follow while no server has");
    assertThat(run("actor", "events", "c", "--since", "1h").err()).contains("there is no actor c");
  }
}
