package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A standard stream that is closed is as good as /dev/null. */
class ClosedStreamsIT {
  private static final String NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"<&-", ">&-", "2>&-", "<&- >&- 2>&-"})
  void everyCommandEndsAsItWould(String closed) {
    assertThat(exit("store put - ", closed)).isZero();
    assertThat(shell("odeon store list --json").out()).contains(NOTHING).hasLineCount(1);
    assertThat(exit("store get " + NOTHING, closed)).isZero();
    assertThat(exit("actor state nobody", closed)).isEqualTo(1);
    assertThat(exit("no-such", closed)).isEqualTo(2);
  }

  @Test
  void whatIsOpenIsStillUsed() {
    assertThat(shell("odeon store put - <&- 2>&-").out()).isEqualTo(NOTHING + "\n");
    assertThat(shell("odeon no-such <&- >&-").refused(2)).contains("no-such");
  }

  private int exit(String command, String closed) {
    return shell("odeon " + command + " " + closed).exit();
  }

  private CommandRun shell(String lines) {
    return new Shell(temp, temp.resolve("home")).run(lines);
  }
}
