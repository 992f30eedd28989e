package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Open channels, as people see them, whoever carries it out. */
class ActorChannelsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void areListedFromBothEnds(Who who) throws Exception {
    String manifest =
        new Guests(folder).guest("probe/opens", "[grants]\nmessage-server-host = true").toString();
    Path home = folder.resolve("home");
    try (AutoCloseable _ = who.begin(home)) {
      done(home, "actor", "start", manifest, "--name", "a");
      done(home, "actor", "start", manifest, "--name", "b");
      assertThat(odeon(home, "actor", "channels", "b").err()).isEqualTo("b has no open channel\n");
      done(home, "actor", "message", "a", "b");
    }
    try (AutoCloseable _ = who.begin(home)) {
      assertThat(done(home, "actor", "channels", "a"))
          .matches("CHANNEL +PEER +OPENER +OPENED\na/1/0>b +b +a +\\S.*\n");
      JsonNode json = JsonMapper.shared().readTree(done(home, "actor", "channels", "b", "--json"));
      assertThat(json.get("channel").stringValue()).isEqualTo("a/1/0>b");
      assertThat(json.get("peer").stringValue()).isEqualTo("a");
      assertThat(json.get("opener").stringValue()).isEqualTo("a");
      assertThat(json.get("height").longValue()).isEqualTo(1);
      assertThat(json.get("opened").stringValue()).endsWith("Z");

      Run unknown = odeon(home, "actor", "channels", "c");
      assertThat(unknown.exit()).isEqualTo(Exit.FAILED);
      assertThat(unknown.errLines()).singleElement().asString().contains("c");
    }
  }

  private static Run odeon(Path home, String... args) {
    List<String> line = new ArrayList<>(List.of("--home", home.toString()));
    line.addAll(List.of(args));
    return Run.of(line.toArray(String[]::new));
  }

  private static String done(Path home, String... args) {
    Run run = odeon(home, args);
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.DONE);
    return run.out();
  }
}
