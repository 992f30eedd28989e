package dev.odeon.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the process was given by who started it.
 *
 * @param home the home if no option names one
 * @param terminal whether a person sees standard error as it is written
 */
public record Environment(Path home, boolean terminal) {

  /** That of this process. */
  static Environment ofProcess() {
    return new Environment(
        home(System.getenv("THEATER_HOME"), System.getProperty("user.home", ".")),
        seesStandardError());
  }

  /** The home of who set {@code THEATER_HOME} to {@code chosen} and lives in {@code userHome}. */
  static Path home(@Nullable String chosen, String userHome) {
    return chosen == null || chosen.isBlank() ? Path.of(userHome, ".odeon") : Path.of(chosen);
  }

  /** Java tells of input and output together only; the kernel tells of each. */
  private static boolean seesStandardError() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException _) {
      java.io.Console console = System.console();
      return console != null && console.isTerminal();
    }
  }
}
