package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.guests.SampleGuests;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code load --watch} in a process of its own, beside what a person and an editor do. */
class LoadWatchIT {
  @TempDir private Path folder;
  private Path home;
  private Path file;

  @BeforeEach
  void choosePlaces() {
    home = folder.resolve("home");
    file = new Guests(folder).module("plugin/rot13");
  }

  @Test
  void loadsTheFileAgainWheneverItChangesAndKeepsWhatRanWhenItCannot() throws Exception {
    try (Watching watching = new Watching()) {
      String id = watching.out.readLine();
      assertThat(watching.err.readLine()).contains("watching").contains("Ctrl-C");
      assertThat(run()).isEqualTo("Uryyb\n");

      replace("plugin/uppercase");
      assertThat(watching.out.readLine()).contains("rot13.wasm loaded again: ");
      assertThat(run()).isEqualTo("HELLO\n");

      Files.writeString(file, "half a build");
      assertThat(watching.err.readLine()).startsWith("odeon: ").contains("is not loaded: ");
      assertThat(run()).isEqualTo("HELLO\n");

      // Gone for a while, and beside it what an editor leaves: nothing to load.
      Files.delete(file);
      Files.writeString(folder.resolve(".rot13.wasm.swp"), "x");
      replace("plugin/rot13");
      assertThat(watching.out.readLine()).contains("loaded again");
      assertThat(run()).isEqualTo("Uryyb\n");
      assertThat(CommandRun.inside(home, "list", "--json").onlyJson().path("id").asString())
          .isEqualTo(id);

      assertThat(watching.interrupted()).isEmpty();
    }
  }

  @Test
  void refusesToWatchWhatIsNoFile() {
    assertThat(CommandRun.inside(home, "load", "-p", "-", "--watch").refused(2))
        .contains("--watch needs a file");
    assertThat(CommandRun.inside(home, "load", "-p", "store:x", "--watch").exit()).isEqualTo(2);
    assertThat(CommandRun.inside(home, "load", "-p", "no.wasm", "--watch").refused(1))
        .contains("no.wasm");
  }

  /** As a build does that writes beside it and renames. */
  private void replace(String guest) throws IOException {
    Path written = Files.write(folder.resolve("out.tmp"), SampleGuests.module(guest));
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private String run() {
    CommandRun run = CommandRun.inside(home, "execute", "-b", file.toString(), "-i", "Hello");
    return run.succeeded().out();
  }

  private final class Watching implements AutoCloseable {
    final Process process;
    final BufferedReader out;
    final BufferedReader err;

    Watching() throws IOException {
      List<String> line = new ArrayList<>(InstalledCommand.line());
      line.addAll(List.of("--home", home.toString(), "load", "-p", file.toString(), "--watch"));
      process = new ProcessBuilder(line).start();
      out = process.inputReader();
      err = process.errorReader();
    }

    /** Ends it as Ctrl-C does; what it still said. */
    List<String> interrupted() throws Exception {
      assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor())
          .isZero();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return err.lines().toList();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
