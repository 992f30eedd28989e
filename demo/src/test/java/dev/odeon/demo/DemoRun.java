package dev.odeon.demo;

import dev.odeon.cli.main.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the command came to in a process of its own.
 *
 * @param exit the exit code
 * @param out standard output
 * @param err standard error
 */
record DemoRun(int exit, String out, String err) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path OPTIONS = Path.of("..", "build", "jvm.options").toAbsolutePath();

  /** Runs {@code odeon args…}; {@code folder} is for what it writes. */
  static DemoRun of(Path folder, String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The processes that the demo starts take the options over.
    command.addAll(List.of("@" + OPTIONS, "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    if (!ended) {
      throw new AssertionError("does not end: " + command);
    }
    return new DemoRun(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** The JSON objects it printed, one a line. */
  List<JsonNode> json() {
    return out.lines().map(JSON::readTree).toList();
  }
}
