package dev.odeon.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the process was given by who started it.
 *
 * @param ownHome the home if no option names one, looked for when it is asked for
 * @param terminal whether a person sees standard error as it is written
 * @param columns how wide a line on standard output may be; asked for when it is needed
 */
public record Environment(Supplier<Path> ownHome, boolean terminal, IntSupplier columns) {

  /** One with that home, whose standard output nobody sees. */
  public Environment(Path home, boolean terminal) {
    this(() -> home, terminal, () -> TerminalWidth.UNLIMITED);
  }

  /** That of this process. */
  static Environment ofProcess() {
    return new Environment(
        () ->
            home(
                SystemText.variable("THEATER_HOME"),
                SystemText.variable("HOME"),
                System.getProperty("user.home")),
        sees(2),
        () -> sees(1) ? TerminalWidth.ofProcess() : TerminalWidth.UNLIMITED);
  }

  /** The home if no option names one. */
  public Path home() {
    return ownHome.get();
  }

  /**
   * The home of who set {@code THEATER_HOME} to {@code chosen} and {@code HOME} to {@code folder},
   * and lives in {@code accountFolder}. The JVM calls that "?" where there is no such account.
   */
  static Path home(
      @Nullable String chosen, @Nullable String folder, @Nullable String accountFolder) {
    if (chosen != null && !chosen.isBlank()) {
      return Path.of(chosen);
    }
    return Stream.of(Optional.ofNullable(folder), Optional.ofNullable(accountFolder))
        .flatMap(Optional::stream)
        .filter(each -> each.startsWith("/"))
        .map(each -> Path.of(each, ".odeon"))
        .findFirst()
        .orElseThrow(() ->
            Failure.usage(
                "there is no home folder that ~/.odeon could be in: name the home with --home or THEATER_HOME, or set HOME"));
  }

  /** Java tells of input and output together only; the kernel tells of each. */
  private static boolean sees(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException _) {
      java.io.Console console = System.console();
      return console != null && console.isTerminal();
    }
  }
}
