package dev.odeon.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command in a process of its own, while it runs.
 *
 * @param process the process
 * @param out what it wrote to standard output so far
 * @param errors what it wrote to standard error so far
 */
record Started(Process process, Path out, Path errors) {
  /** Starts {@code odeon --home <home> args…} with nothing on standard input. */
  static Started of(Path folder, Path home, String... args) {
    List<String> command = new ArrayList<>(InstalledCommand.line());
    command.addAll(List.of("--home", home.toString()));
    command.addAll(List.of(args));
    try {
      Path out = Files.createTempFile(folder, "out", "");
      Path errors = Files.createTempFile(folder, "err", "");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(errors.toFile())
              .start();
      process.getOutputStream().close();
      return new Started(process, out, errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does what Ctrl-C does, and waits for the end; the exit code. */
  int interrupt() {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("does not end: " + err());
      }
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What it wrote to standard error. */
  String err() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
