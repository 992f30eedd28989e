package dev.odeon.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the command came to, in a process of its own unless said otherwise: the real thing, as a
 * script sees it.
 *
 * @param exit the exit code
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int exit, String out, String err) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Runs {@code odeon --home <home> args…} with nothing on standard input. */
  static CommandRun of(Path home, String... args) {
    return of(new byte[0], home, args);
  }

  /** Runs {@code odeon --home <home> args…} with {@code input} on standard input. */
  static CommandRun of(byte[] input, Path home, String... args) {
    List<String> command = new ArrayList<>(InstalledCommand.line());
    command.addAll(List.of("--home", home.toString()));
    command.addAll(List.of(args));
    return ofCommand(input, command);
  }

  /**
   * Runs the same inside this process, which takes a tenth of the time: where many lines are tried
   * and nothing depends on the process.
   */
  static CommandRun inside(Path home, String... args) {
    return inside(new byte[0], home, args);
  }

  /** The same with {@code input} on standard input. */
  static CommandRun inside(byte[] input, Path home, String... args) {
    List<String> line = new ArrayList<>(List.of("--home", home.toString()));
    line.addAll(List.of(args));
    Run run = Run.of(input, line.toArray(String[]::new));
    return new CommandRun(run.exit().code(), run.out(), run.err());
  }

  /** Runs a whole command line. */
  static CommandRun ofCommand(byte[] input, List<String> command) {
    try {
      Path out = Files.createTempFile("odeon-test-", ".out");
      Path err = Files.createTempFile("odeon-test-", ".err");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      feed(process, input);
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("does not end: " + command);
      }
      CommandRun run = new CommandRun(process.exitValue(), read(out), read(err));
      Files.delete(out);
      Files.delete(err);
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** This run, which must have done what was asked. */
  CommandRun succeeded() {
    if (exit != 0) {
      throw new AssertionError("failed: " + this);
    }
    return this;
  }

  /** The one line of a refusal, which this run must be, with that exit code. */
  String refused(int expected) {
    if (exit != expected || errLines().size() != 1 || !err.startsWith("odeon: ")) {
      throw new AssertionError("not refused in a line with exit code " + expected + ": " + this);
    }
    return err;
  }

  /** The JSON objects on standard output, one a line. */
  List<JsonNode> json() {
    return out.lines().map(JSON::readTree).toList();
  }

  /** The only JSON object on standard output, besides that which says why the command failed. */
  JsonNode onlyJson() {
    List<JsonNode> all = json();
    boolean failed = exit != 0 && all.size() == 2 && all.getLast().has("error");
    if (all.size() != 1 && !failed) {
      throw new AssertionError("not one object: " + this);
    }
    return all.getFirst();
  }

  List<String> errLines() {
    return err.lines().toList();
  }

  private static void feed(Process process, byte[] input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      // The command need not read its input to the end.
      if (input.length == 0) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
