package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.runtime.actor.Plugins;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process is killed in the midst of pipelines: what it told of is there. */
@Timeout(120)
class KillTest {
  private static final int ROUNDS = 3;
  private static final int TOLD_BEFORE_THE_END = 40;

  @TempDir private Path folder;

  @Test
  void losesNothingThatWasAnswered() throws IOException, InterruptedException {
    for (int round = 1; round <= ROUNDS; round++) {
      int told = killed(round * 1_000_000);

      try (TestService service = TestService.open(folder)) {
        UUID first = service.load("first", "plugin/keeps");
        UUID second = service.load("second", "plugin/keeps");
        int kept = Integer.parseInt(service.output(first, Integer.toString(told)));
        assertThat(kept).isGreaterThanOrEqualTo(told).isLessThanOrEqualTo(told + 1);
        assertThat(Integer.parseInt(service.output(second, "0"))).isBetween(told, kept);
        assertThat(
                service
                    .actors()
                    .history()
                    .replay(Plugins.key(TestService.TENANT, first), _ -> {})
                    .equal())
            .isTrue();
      }
    }
  }

  /** The last number that a process told of before it was killed. */
  private int killed(int from) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString(),
                Integer.toString(from))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = child.inputReader()) {
      String last = "";
      for (int i = 0; i < TOLD_BEFORE_THE_END; i++) {
        last = lines.readLine();
        assertThat(last).as("the process runs on").isNotNull();
      }
      // By its handle: the process itself would close what it told.
      assertThat(child.toHandle().destroyForcibly()).isTrue();
      child.waitFor();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
      }
      return Integer.parseInt(last);
    }
  }

  /**
   * Counts up in the states of two plug-ins, in pipelines, and tells each number once it is kept.
   */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      TestService service = TestService.open(Path.of(arguments[0]));
      UUID first = service.load("first", "plugin/keeps");
      UUID second = service.load("second", "plugin/keeps");
      UUID older = service.load("older", "plugin/older");
      for (int number = Integer.parseInt(arguments[1]); ; number++) {
        String input = Integer.toString(number);
        // The second is given what the first one kept before, so both are told the number.
        assertThat(service.chain(input, older, first).succeeded()).isTrue();
        assertThat(service.chain(input, first, second).succeeded()).isTrue();
        System.out.println(number);
      }
    }
  }
}
