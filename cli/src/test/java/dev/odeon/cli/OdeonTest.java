package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class OdeonTest {

  private final CommandLine odeon = Odeon.commandLine();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    odeon.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return odeon.execute(args);
  }

  @Test
  void printsItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).matches("odeon \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
  }

  @Test
  void printsHelpOnRequest() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: odeon");
  }

  @Test
  void refusesAnUnknownOptionInOneLine() {
    assertThat(run("--nonsense")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("odeon: Unknown option: '--nonsense' (try odeon --help)" + nl());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void refusesToRunWithoutACommand() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void reportsAFailureInOneLineWithoutAStackTrace() {
    odeon.addSubcommand(new Failing());
    assertThat(run("failing")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("odeon failing: the disk is full" + nl());
  }

  @Test
  void holdsEveryCommandWhenNoneIsNamed() {
    assertThat(Odeon.commandLine("--help").getSubcommands()).containsKey("encore");
    assertThat(Odeon.commandLine("encor").getSubcommands()).containsKey("encore");
  }

  @Test
  void leavesOutCommandsThatAreNotNamed() {
    assertThat(Odeon.commandLine("--version").getSubcommands()).isEmpty();
    assertThat(Odeon.commandLine("encore", "x").getSubcommands()).containsOnlyKeys("encore");
  }

  @Test
  void runsACommandFoundOnTheClassPath() {
    assertThat(run("encore")).isEqualTo(7);
  }

  private static String nl() {
    return System.lineSeparator();
  }

  @Command(name = "failing")
  static final class Failing implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("the disk is full\nsecond line");
    }
  }
}
