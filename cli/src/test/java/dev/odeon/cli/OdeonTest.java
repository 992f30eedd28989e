package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.cli.main.Odeon;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OdeonTest {

  @Test
  void printsItsVersion() {
    Run run = Run.of("--version");
    assertThat(run.exit()).isEqualTo(Exit.DONE);
    assertThat(run.out()).matches("odeon \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
  }

  @Test
  void printsHelpOnRequest() {
    Run run = Run.of("--help");
    assertThat(run.exit()).isEqualTo(Exit.DONE);
    assertThat(run.out()).startsWith("Usage: odeon").contains("encore", "--home", "--json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--nonsense",
        "nonsense",
        "actor",
        "actor nonsense",
        "actor start",
        "actor state a b",
        "actor state a --at x",
        "verify --head",
        "list a b"
      })
  void refusesWhatItDoesNotUnderstandInOneLine(String line) {
    Run run = line.isEmpty() ? Run.of() : Run.of(line.split(" "));
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.errLines()).singleElement().asString().startsWith("odeon: ").contains("--help");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void takesTheSharedOptionsBeforeAndBehindTheCommand() {
    String expected = "{\"home\":\"%s\",\"tenant\":\"acme\"}\n".formatted(absolute("h"));
    assertThat(Run.of("--home", "h", "--tenant", "acme", "--json", "encore").out())
        .isEqualTo(expected);
    assertThat(Run.of("encore", "--home", "h", "--tenant", "acme", "--json").out())
        .isEqualTo(expected);
    assertThat(Run.of("--home", "h", "encore", "--json", "--tenant", "acme").out())
        .isEqualTo(expected);
  }

  @Test
  void takesTheNameOfACommandAsAnArgumentOfAnother() {
    assertThat(Run.of("encore", "--break", "serve").exit()).isEqualTo(Exit.DONE);
    assertThat(Run.of("--home", "serve", "encore").exit()).isEqualTo(Exit.DONE);
  }

  @Test
  void reportsAFailureInOneLine() {
    Run run = Run.of("encore", "--break", "failure");
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).isEqualTo("odeon: the curtain\\nfell\n");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bug", "error", "memory"})
  void reportsItsOwnFaultInOneLineToo(String fault) {
    Run run = Run.of("encore", "--break", fault);
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(run.errLines()).singleElement().asString().startsWith("odeon: ");
  }

  @Test
  void showsTheStackTraceOnlyWhenAskedTo() {
    Run run = Run.of("encore", "--break", "bug", "--verbose");
    assertThat(run.err()).contains("internal error", "no stage", "\tat dev.odeon.cli");
  }

  @Test
  void holdsEveryCommandWhenNoneIsNamed() {
    assertThat(line("--help").getSubcommands()).containsKey("encore");
    assertThat(line("encor").getSubcommands()).containsKey("encore");
  }

  @Test
  void leavesOutCommandsThatAreNotNamed() {
    assertThat(line("encore", "x").getSubcommands()).containsOnlyKeys("encore");
  }

  private static CommandLine line(String... args) {
    return Odeon.commandLine(
        new Console(
            java.io.InputStream.nullInputStream(),
            System.out,
            System.err,
            new Environment(Path.of("no-home"), false)),
        args);
  }

  private static String absolute(String home) {
    return Path.of(home).toAbsolutePath().toString();
  }
}
