package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home that another process has open. */
class HomeInUseIT {
  @TempDir private Path folder;

  @Test
  void letsOneProcessHaveIt() throws IOException {
    Path home = folder.resolve("home");
    Path file = new Guests(folder).write("put.bin", "x");
    String hash =
        CommandRun.inside(home, "store", "put", file.toString()).succeeded().out().strip();
    List<String> holding = new ArrayList<>(InstalledCommand.line());
    holding.addAll(List.of("--home", home.toString(), "store", "put", "-"));
    Process holder = new ProcessBuilder(holding).start();
    try {
      CommandRun run = CommandRun.inside(home, "store", "get", hash);
      while (run.exit() == 0) {
        // It is still starting, or it found the home taken by the get before.
        if (!holder.isAlive()) {
          holder = new ProcessBuilder(holding).start();
        }
        run = CommandRun.inside(home, "store", "get", hash);
      }
      assertThat(run.refused(3)).contains(home.toString());
      assertThat(CommandRun.inside(home, "store", "list").refused(3)).contains("use");
    } finally {
      holder.destroyForcibly();
    }
  }
}
