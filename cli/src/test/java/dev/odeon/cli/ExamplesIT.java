package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples in other languages, against a real server. */
class ExamplesIT {
  private static final Path EXAMPLES = Path.of("..", "examples");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"python3, python/odeon.py", "node, node/odeon.mjs"})
  void doAsTheySay(String language, String program) {
    assumeTrue(isThere(language), language + " is not installed: its example is not run");
    try (ServerRun server = ServerRun.start(folder.resolve("home"))) {
      CommandRun run = run(language, program, server.socket());
      assertThat(run.err()).isEmpty();
      assertThat(run.out().lines())
          .containsExactly(
              "execute: Teüßr",
              "chain: Teüßr -> Grüße",
              "pipelined: Teüßr 99",
              "error: there is no plug-in 00000000-0000-0000-0000-000000000000",
              "unloaded: true");
    }
  }

  @ParameterizedTest
  @CsvSource({"python3, python/odeon.py", "node, node/odeon.mjs"})
  void findTheServerOfAHomeAndNoneOfItsCopy(String language, String program) throws Exception {
    assumeTrue(isThere(language), language + " is not installed: its example is not run");
    Path home = folder.resolve("home");
    Path copy = folder.resolve("copy");
    try (ServerRun _ = ServerRun.start(home)) {
      assertThat(run(language, program, home).out()).contains("execute: Teüßr");
      assertThat(new ProcessBuilder("cp", "-a", home.toString(), copy.toString()).start().waitFor())
          .isZero();
      CommandRun refused = run(language, program, copy);
      assertThat(refused.exit()).isNotZero();
      assertThat(refused.err()).contains("has " + home + " open, not " + copy);
      assertThat(refused.out()).isEmpty();
    }
  }

  private CommandRun run(String language, String program, Path path) {
    return CommandRun.ofCommand(
        new byte[0],
        List.of(
            language,
            EXAMPLES.resolve(program).toString(),
            path.toString(),
            new Guests(folder).module("plugin/rot13").toString(),
            "Grüße"));
  }

  private static boolean isThere(String language) {
    try {
      return new ProcessBuilder(language, "--version").start().waitFor() == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
