package dev.odeon.bench;

import dev.odeon.base.DiskException;
import dev.odeon.cli.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** V8 in a process of Node's, which does the same work in its turns. */
final class V8Process implements AutoCloseable {
  private static final String SCRIPT = "v8.js";

  private final Process process;
  private final BufferedReader out;
  private final Writer in;

  /**
   * What it did.
   *
   * @param result what the work answered, to be compared
   */
  record Turn(Pace pace, long result) {}

  private V8Process(Process process) {
    this.process = process;
    this.out = process.inputReader();
    this.in = process.outputWriter();
  }

  /** Starts it, with its script in {@code folder}; empty if Node is not installed. */
  static Optional<V8Process> start(Path folder) {
    Path script = folder.resolve(SCRIPT);
    try {
      Files.write(script, resource(SCRIPT));
      return Optional.of(
          new V8Process(
              new ProcessBuilder("node", script.toAbsolutePath().toString())
                  .redirectError(ProcessBuilder.Redirect.INHERIT)
                  .start()));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** A file that comes with the benchmarks. */
  static byte[] resource(String name) {
    try (InputStream stream = V8Process.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw Failure.failed("cannot read " + name + ": " + DiskException.words(e));
    }
  }

  /** Runs {@code module}'s run again and again for about {@code nanos}. */
  Turn kernel(Path module, int argument, long nanos) {
    return ask("kernel %s %d %d".formatted(module.toAbsolutePath(), argument, nanos));
  }

  /** Makes instances of {@code module} for about {@code nanos}. */
  Turn fresh(Path module, long nanos) {
    return ask("fresh %s %d".formatted(module.toAbsolutePath(), nanos));
  }

  /** Evaluates {@code script} in instances of {@code module}, QuickJS, for about {@code nanos}. */
  Turn guest(Path module, Path script, long nanos) {
    return ask("guest %s %s %d".formatted(module.toAbsolutePath(), script.toAbsolutePath(), nanos));
  }

  private Turn ask(String line) {
    try {
      in.write(line + "\n");
      in.flush();
      String answer = out.readLine();
      if (answer == null) {
        throw Failure.failed("node ended in the middle of a measurement: see what it said");
      }
      String[] words = answer.split(" ");
      return new Turn(
          new Pace(Long.parseLong(words[0]), Long.parseLong(words[1])), Long.parseLong(words[2]));
    } catch (IOException e) {
      throw Failure.failed("cannot speak with node: " + DiskException.words(e));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
