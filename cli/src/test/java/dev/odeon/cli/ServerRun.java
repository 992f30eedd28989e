package dev.odeon.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code odeon serve} in a process of its own, for as long as a test needs it. */
final class ServerRun implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready (.*)|\\{\"ready\":\"([^\"]*)\".*");

  private final Process process;
  private final Path log;
  private final Path socket;

  private ServerRun(Process process, Path log, Path socket) {
    this.process = process;
    this.log = log;
    this.socket = socket;
  }

  /** Starts one over {@code home} and waits until it is ready. */
  static ServerRun start(Path home, String... args) {
    return start(List.of(), home, args);
  }

  /** The same by way of {@code before}, the beginning of a command line. */
  static ServerRun start(List<String> before, Path home, String... args) {
    List<String> command = new ArrayList<>(before);
    command.addAll(InstalledCommand.line());
    command.addAll(List.of("--home", home.toString(), "serve"));
    command.addAll(List.of(args));
    try {
      Path log = Files.createTempFile("odeon-serve-", ".log");
      Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      BufferedReader out = process.inputReader();
      String line = out.readLine();
      Matcher ready = READY.matcher(String.valueOf(line));
      if (!ready.matches()) {
        process.destroyForcibly();
        throw new AssertionError("not ready: %s %s".formatted(line, Files.readString(log)));
      }
      String socket = ready.group(1) == null ? ready.group(2) : ready.group(1);
      return new ServerRun(process, log, Path.of(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  Path socket() {
    return socket;
  }

  /** Its process. */
  long pid() {
    return process.pid();
  }

  /** Tells it to end (SIGTERM), and does not wait. */
  void signal() {
    process.destroy();
  }

  /** Ends it as a system does (SIGTERM); its exit code. */
  int end() {
    signal();
    return ended();
  }

  /** Waits for its end; its exit code. */
  int ended() {
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        throw new AssertionError("does not end: " + log());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return process.exitValue();
  }

  /** Kills it as a crash does. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What it logged. */
  List<String> log() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
