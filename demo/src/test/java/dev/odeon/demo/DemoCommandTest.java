package dev.odeon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command around the demo: what it refuses, and where it is told of. */
class DemoCommandTest {
  @TempDir private Path folder;

  @Test
  void refusesATextThatIsNoneWithoutStartingAnything() throws Exception {
    requireRefused("no-such.txt", "no-such.txt");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {'a', '\n', (byte) 0xff});
    requireRefused(binary.toString(), "UTF-8", "byte 2");
  }

  private void requireRefused(String text, String... why) throws Exception {
    DemoRun run = DemoRun.of(folder, "demo", text);
    assertThat(run.exit()).as("%s", run).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().startsWith("odeon: ").contains(why);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void standsFirstInTheHelp() throws Exception {
    DemoRun run = DemoRun.of(folder, "--help");
    assertThat(run.exit()).as("%s", run).isZero();
    assertThat(run.out()).containsPattern("Commands:\\R +demo ");
  }

  @Test
  void everyOptionIsOnThePage() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "guide", "commands.md"));
    assertThat(page).contains("$ odeon demo");
    Pattern.compile("--[a-z]+")
        .matcher(DemoRun.of(folder, "demo", "--help").out())
        .results()
        .map(MatchResult::group)
        .filter(option -> !option.equals("--version"))
        .forEach(option -> assertThat(page).contains(option));
  }
}
