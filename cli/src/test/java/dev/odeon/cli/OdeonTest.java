package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Version;
import dev.odeon.cli.main.Odeon;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OdeonTest {

  @Test
  void printsItsVersion() {
    Run run = Run.of("--version");
    assertThat(run.exit()).isEqualTo(Exit.DONE);
    assertThat(run.out()).isEqualTo("odeon " + Version.current().text() + "\n");
    assertThat(Run.of("actor", "start", "--version")).isEqualTo(run);
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
        "--nonsense",
        "nonsense",
        "actor nonsense",
        "actor --nonsense",
        "help nonsense",
        "help actor nonsense",
        "actor help nonsense",
        "actor start",
        "actor state a b",
        "actor state a --at x",
        "verify --head",
        "list a b"
      })
  void refusesWhatItDoesNotUnderstandInOneLine(String line) {
    Run run = Run.of(line.split(" "));
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.errLines()).singleElement().asString().startsWith("odeon: ").contains("--help");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "actor", "store", "--json", "actor --json"})
  void showsItsUsageAlone(String line) {
    Run run = Run.of(words(line));
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).startsWith("Usage: odeon").contains("Commands:");
    assertThat(run.out())
        .isEqualTo(
            line.contains("--json")
                ? "{\"error\":\"no command is named\",\"code\":\"Usage\",\"exit\":2}\n"
                : "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "actor", "actor start", "encore", "store put", "help"})
  void helpsAtAnyDepthAsTheOptionDoes(String command) {
    Run run = Run.of(words("help " + command));
    assertThat(run).isEqualTo(Run.of(words(command + " --help")));
    assertThat(run.exit()).isEqualTo(Exit.DONE);
    assertThat(run.out()).startsWith(("Usage: odeon " + command).strip());
    assertThat(run.err()).isEmpty();
  }

  @Test
  void helpsBelowAGroupToo() {
    assertThat(Run.of("actor", "help", "start")).isEqualTo(Run.of("actor", "start", "--help"));
    assertThat(Run.of("actor", "help")).isEqualTo(Run.of("actor", "--help"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "lst, there is no command 'lst': did you mean 'list'? See 'odeon --help'",
        "encor x, there is no command 'encor': did you mean 'encore'? See 'odeon --help'",
        "start x, there is no command 'start': did you mean 'actor start'? See 'odeon --help'",
        "help lst, there is no command 'lst': did you mean 'list'? See 'odeon --help'",
        "actor strt, there is no command 'strt': did you mean 'start'? See 'odeon actor --help'",
        "nonsense --home, there is no command 'nonsense'; see 'odeon --help'",
        "list --tennant=x, unknown option '--tennant': did you mean '--tenant'? See 'odeon list --help'",
        "--tennant x list, unknown option '--tennant': did you mean '--tenant'? See 'odeon --help'",
        "list a, 'a' is one argument too many; see 'odeon list --help'"
      })
  void suggestsWhatMayHaveBeenMeant(String line, String error) {
    Run run = Run.of(words(line));
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).isEqualTo("odeon: " + error + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "load --pth rot13.wasm",
        "--pth load",
        "actor request visits --pth",
        "actor --pth request",
        "execute --pth -t x",
      })
  void tellsOfAnUnknownOptionBeforeAnythingElse(String line) {
    assertThat(Run.of(words(line)).err()).startsWith("odeon: unknown option '--pth'");
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

  private static String[] words(String line) {
    return line.isBlank() ? new String[0] : line.strip().split(" ");
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
