package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command whose message waits longer than it may, behind another one. */
class QueueDeadlineTest {
  @TempDir private Path folder;

  @Test
  void saysThatItsMessageWasNotProcessed() throws Exception {
    Path home = folder.resolve("home");
    String manifest =
        new Guests(folder).guest("hostile/loops-in-send", "[limits]\ntime_ms = 3000").toString();
    try (AutoCloseable _ = Who.SERVER.begin(home)) {
      CommandRun.inside(home, "actor", "start", manifest, "--name", "busy").succeeded();
      CommandRun.inside(home, "actor", "message", "busy", "x", "--no-wait").succeeded();
      for (String how : new String[] {"message", "request"}) {
        assertThat(CommandRun.inside(home, "actor", how, "busy", "x", "--deadline", "1").refused(1))
            .isEqualTo(
                "odeon: deadline exceeded before busy processed the message: send it again\n");
      }
      assertThat(CommandRun.inside(home, "actor", "events", "busy", "--type", "send").out())
          .doesNotContain("x");
    }
  }
}
