package dev.odeon.bench;

import dev.odeon.base.DiskException;
import dev.odeon.cli.Failure;
import dev.odeon.cli.main.JavaCommand;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process of the command itself, with the options of this one: it says a line when it has done
 * what it was started for, and then waits to be killed.
 */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private Child(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  /** Starts {@code odeon} with {@code arguments}. */
  static Child start(String... arguments) {
    return start(JavaCommand.ofThisProcess(), arguments);
  }

  /** Starts another main in the same way. */
  static Child start(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(JavaCommand.ofThisProcess());
    command.removeLast();
    command.add(main.getName());
    return start(command, arguments);
  }

  /** Starts another main in the same way; {@code jars} are on its class path, too. */
  static Child startWith(String jars, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(JavaCommand.ofThisProcess());
    command.removeLast();
    command.add(command.removeLast() + File.pathSeparator + jars);
    command.add(1, "--sun-misc-unsafe-memory-access=allow");
    command.add(main.getName());
    return start(command, arguments);
  }

  private static Child start(List<String> java, String... arguments) {
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of(arguments));
    try {
      return new Child(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw Failure.failed("cannot start a process for a benchmark: " + DiskException.words(e));
    }
  }

  /** The launcher of this checkout, if this process came from one. */
  static Optional<Path> launcher() {
    String first = System.getProperty("java.class.path").split(":")[0];
    // <checkout>/target/odeon/app/odeon-cli.jar
    Path at = Path.of(first).toAbsolutePath();
    for (int i = 0; i < 4 && at != null; i++) {
      at = at.getParent();
    }
    return Optional.ofNullable(at)
        .map(root -> root.resolve("odeon"))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file));
  }

  /** Waits for its next line. */
  String line() {
    try {
      String line = out.readLine();
      if (line == null) {
        throw Failure.failed("a process of a benchmark ended early: see what it said");
      }
      return line;
    } catch (IOException e) {
      throw Failure.failed("cannot hear a process of a benchmark: " + DiskException.words(e));
    }
  }

  /** Waits for its end, and tells how many milliseconds after {@code begun} that was. */
  double millisToEnd(long begun) {
    try {
      out.transferTo(Writer.nullWriter());
      if (process.waitFor() != 0) {
        throw Failure.failed("a process of a benchmark failed: see what it said");
      }
      return (System.nanoTime() - begun) / 1e6;
    } catch (IOException e) {
      throw Failure.failed("cannot hear a process of a benchmark: " + DiskException.words(e));
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted in the middle of a measurement", e);
    }
  }

  /** Tells it to go on. */
  void go() {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw Failure.failed("cannot speak to a process of a benchmark: " + DiskException.words(e));
    }
  }

  /** How much memory it holds, in MiB: its resident set. */
  double residentMebibytes() {
    return ResidentMemory.mebibytes(process.pid());
  }

  /** Ends it (SIGTERM), and waits until it has. */
  void end() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        close();
        throw Failure.failed("a process of a benchmark did not end within 30 s of SIGTERM");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted in the middle of a measurement", e);
    }
  }

  /** Kills it as it stands (SIGKILL). */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted in the middle of a measurement", e);
    }
  }
}
