package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main method of these tests, in a JVM of its own. */
final class ChildJvm {
  private static final long MINUTES_MAX = 5;

  private ChildJvm() {}

  /**
   * Runs {@code main} to its end, which has to be a good one.
   *
   * @param options of the JVM
   * @return the lines it wrote, to whichever stream
   */
  static List<String> lines(Class<?> main, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    File written = File.createTempFile("odeon-child", ".txt");
    try {
      Process process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(written).start();
      boolean ended = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
      process.destroyForcibly();
      List<String> lines = Files.readAllLines(written.toPath());
      assertThat(ended).as("it ends by itself: %s", lines).isTrue();
      assertThat(process.exitValue()).as("%s", lines).isZero();
      return lines;
    } finally {
      Files.delete(written.toPath());
    }
  }
}
