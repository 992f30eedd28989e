package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.protocol.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pausing actors and homes, and who is busy, on the command line. */
class PauseCommandsTest {
  private static final String RESUME = "; resume it; 'odeon actor resume' does\n";

  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void makeAnActor() {
    home = folder.resolve("home");
    Guests guests = new Guests(folder);
    guests.sample("counter");
    assertThat(odeon("actor", "start", folder.resolve("counter.toml").toString()).err()).isEmpty();
  }

  private Run odeon(String... args) {
    List<String> line = new ArrayList<>(List.of("--home", home.toString()));
    line.addAll(List.of(args));
    return Run.of(new byte[0], line.toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource
  void anActorIsPausedAndResumed(Who who) throws Exception {
    try (AutoCloseable _ = who.begin(home)) {
      assertThat(odeon("actor", "pause", "counter", "--reason", "rest").out())
          .isEqualTo("counter paused\n");
      assertThat(odeon("actor", "pause", "counter").out())
          .isEqualTo("counter was paused already\n");
      Run refused = odeon("actor", "request", "counter", "inc");
      assertThat(refused.exit()).isEqualTo(Exit.FAILED);
      assertThat(refused.err())
          .isEqualTo("odeon: counter takes no messages: paused: rest" + RESUME);
      Run json = odeon("actor", "request", "counter", "inc", "--json");
      assertThat(json.out()).contains("\"code\":\"" + ErrorCode.PAUSED.text() + "\"");
      assertThat(odeon("actor", "list").out()).contains("paused");
      assertThat(odeon("actor", "events", "counter").out()).contains("paused");
      assertThat(odeon("actor", "start", "counter").err())
          .isEqualTo("odeon: counter is paused: rest" + RESUME);
      assertThat(odeon("actor", "resume", "counter", "--json").out())
          .startsWith(
              "{\"actor\":\"counter\",\"status\":\"running\",\"duplicate\":false,\"height\":2");
      assertThat(odeon("actor", "request", "counter", "inc").out()).isEqualTo("1\n");
      assertThat(odeon("actor", "resume", "counter").out())
          .isEqualTo("counter was resumed already\n");
    }
    assertThat(odeon("replay", "counter").exit()).isEqualTo(Exit.DONE);
    assertThat(odeon("verify").exit()).isEqualTo(Exit.DONE);
  }

  @Test
  void aServedHomeIsPausedAsAWhole() throws Exception {
    try (AutoCloseable _ = Who.SERVER.begin(home)) {
      assertThat(odeon("actor", "pause", "--all").out()).isEqualTo("the home paused\n");
      assertThat(odeon("status").out()).contains("the home is paused, and none acts");
      assertThat(odeon("status", "--json").out()).contains("\"paused\":true");
      assertThat(odeon("actor", "request", "counter", "inc").err())
          .isEqualTo(
              "odeon: counter takes no messages: the home is paused; resume it; 'odeon actor resume --all' does, or ID in its place\n");
      assertThat(odeon("actor", "resume", "counter").out()).isEqualTo("counter resumed\n");
      assertThat(odeon("actor", "request", "counter", "inc").out()).isEqualTo("1\n");
      assertThat(odeon("--tenant", "blue", "actor", "resume", "--all").err())
          .contains("ask for it as tenant default");
      assertThat(odeon("actor", "resume", "--all").out()).isEqualTo("the home resumed\n");
      assertThat(odeon("actor", "resume", "--all").out())
          .isEqualTo("the home was resumed already\n");
      assertThat(odeon("status", "--json").out()).contains("\"paused\":false");
    }
  }

  @Test
  void withoutAServerThereIsNothingToPauseAsAWhole() {
    Run paused = odeon("actor", "pause", "--all");
    assertThat(paused.exit()).isEqualTo(Exit.IN_USE);
    assertThat(paused.err())
        .isEqualTo(
            "odeon: no server has %s open, and only a home that is served can be paused as a whole: start one with 'odeon serve'\n"
                .formatted(home));
    assertThat(odeon("actor", "top").exit()).isEqualTo(Exit.IN_USE);
    assertThat(odeon("actor", "top").err()).contains("only a running server has busy actors");
  }

  @Test
  void theActorOrAllAreNamed() {
    for (String command : List.of("pause", "resume")) {
      for (String[] wrong :
          new String[][] {{"actor", command}, {"actor", command, "counter", "--all"}}) {
        Run run = odeon(wrong);
        assertThat(run.exit()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).contains(command + " takes an ID or --all: give one of them");
      }
    }
    assertThat(odeon("actor", "pause", "countr").err()).contains("did you mean", "counter");
  }

  @Test
  void theBusiestActorsAreShown() throws Exception {
    try (AutoCloseable _ = Who.SERVER.begin(home)) {
      assertThat(odeon("actor", "top").err()).contains("no actor of tenant default is in memory");
      odeon("actor", "request", "counter", "inc");
      odeon("actor", "request", "counter", "inc");

      Run top = odeon("actor", "top");
      assertThat(top.out()).startsWith("ACTOR").contains("TURNS/S", "counter", " 2 ");
      assertThat(odeon("actor", "top", "--sort", "state", "--limit", "1", "--json").out())
          .startsWith("{\"actor\":\"counter\",\"turns\":2,")
          .contains("\"mailbox\":0,\"state_bytes\":8}");
      assertThat(odeon("actor", "top", "--sort", "size").err())
          .isEqualTo(
              "odeon: actors are not sorted by 'size'; they can be by turns, cpu, fuel, mailbox, state\n");
      assertThat(odeon("actor", "top", "--limit", "0").err())
          .isEqualTo("odeon: limit is 0; it can be 1 to 1000\n");
    }
  }
}
