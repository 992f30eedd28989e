package dev.odeon.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * A shell in which {@code odeon} is the installed command, for what only a shell can do.
 *
 * @param folder where it is
 * @param home the home of the command, in {@code $run_home}: unset, the command finds its own
 */
record Shell(Path folder, Path home) {
  private static final String ODEON =
      "odeon() { $as \"$bin\" ${run_home:+--home \"$run_home\"} \"$@\"; }\n";

  /** Runs lines of it; {@code $as} may be a command in front of the installed one. */
  CommandRun run(String lines) {
    return CommandRun.ofCommand(
        new byte[0],
        List.of(
            "env",
            "ODEON_JAVA_HOME=" + System.getProperty("java.home"),
            "bin=" + InstalledCommand.unpacked().resolve("bin/odeon"),
            "run_home=" + home,
            "as=",
            "sh",
            "-c",
            "cd '" + folder + "' && unset THEATER_HOME\n" + ODEON + lines));
  }
}
