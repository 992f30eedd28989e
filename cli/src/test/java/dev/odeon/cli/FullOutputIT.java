package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes whose standard output is full, or is read no longer. */
class FullOutputIT {
  private static final String FULL =
      "odeon: cannot write standard output: No space left on device\n";

  /** Descriptor 3 is a pipe that nobody reads any longer. */
  private static final String UNREAD = "exec 3> >(true); wait $!; ";

  @TempDir private Path folder;

  private CommandRun shell(String redirection, String... args) {
    List<String> words = new ArrayList<>(InstalledCommand.line());
    words.addAll(List.of("--home", folder.resolve("home").toString()));
    words.addAll(List.of(args));
    List<String> quoted = words.stream().map(word -> "'" + word + "'").toList();
    return CommandRun.ofCommand(
        new byte[0], List.of("bash", "-c", UNREAD + String.join(" ", quoted) + redirection));
  }

  @Test
  void aFullDeviceIsALineAndExitCode1() {
    FilledHome.fill(folder.resolve("home"), new Guests(folder));
    for (String line :
        List.of(
            "execute -b counter.wasm -i 1", "list --json", "store get store:it", "status --help")) {
      CommandRun run = shell(" >/dev/full", line.split(" "));
      assertThat(run.err()).as(line).isEqualTo(FULL);
      assertThat(run.exit()).as(line).isEqualTo(1);
    }
    CommandRun version = CommandRun.ofCommand(new byte[0], version());
    assertThat(version.err()).isEqualTo(FULL);
    assertThat(version.exit()).isEqualTo(1);
  }

  private static List<String> version() {
    List<String> quoted = InstalledCommand.line().stream().map(word -> "'" + word + "'").toList();
    return List.of("bash", "-c", String.join(" ", quoted) + " --version >/dev/full");
  }

  @Test
  void aPipeThatIsReadNoLongerEndsTheCommandQuietly() {
    FilledHome.fill(folder.resolve("home"), new Guests(folder));
    CommandRun run = shell(" >&3", "actor", "events", "counter");
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isEqualTo(141);
  }

  @Test
  void aServerWhoseReadyLineCannotBeWrittenEnds() {
    CommandRun run = shell(" >/dev/full", "serve");
    assertThat(run.err()).contains(FULL); // the log goes there, too
    assertThat(run.exit()).isEqualTo(1);
    assertThat(CommandRun.inside(folder.resolve("home"), "verify").exit()).isZero();
  }

  @Test
  void theOutputOfAServersClientsIsCheckedToo() {
    try (ServerRun server = ServerRun.start(folder.resolve("home"))) {
      FilledHome.fill(folder.resolve("home"), new Guests(folder));
      for (String line : List.of("metrics", "store gc --each --grace 0", "actor events counter")) {
        CommandRun run = shell(" >/dev/full", line.split(" "));
        assertThat(run.err()).as(line).isEqualTo(FULL);
        assertThat(run.exit()).as(line).isEqualTo(1);
      }
      assertThat(server.end()).isZero();
    }
  }
}
