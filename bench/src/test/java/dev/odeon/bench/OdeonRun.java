package dev.odeon.bench;

import dev.odeon.cli.main.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the command came to in a process of its own: exit code and lines of its two outputs. */
record OdeonRun(int exit, List<String> out, List<String> err) {
  /** Runs the command; {@code folder} is for what it writes. */
  static OdeonRun of(Path folder, String... arguments) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()),
                Stream.of(arguments))
            .toList();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    if (!ended) {
      throw new AssertionError("does not end: " + command);
    }
    return new OdeonRun(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
  }
}
