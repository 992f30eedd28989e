package dev.odeon.cli.actor;

import dev.odeon.base.DiskException;
import dev.odeon.cli.Failure;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process of its own that hands lines to one actor and acknowledges each once it is durable (see
 * {@link FeedCommand} for what goes over the pipes). Owned by one thread.
 */
public final class Feed implements AutoCloseable {
  private static final String END = "the process of the actor ended";

  private final Process process;
  private final OutputStream lines;
  private final BufferedReader answers;
  private final InputStream complaints;

  /**
   * What the process says of one line.
   *
   * @param id the line's message id
   * @param height the block that holds it
   * @param hash of that block
   * @param duplicate whether it had been done before
   * @param reply what the actor answered
   */
  public record Acknowledgement(
      String id, long height, String hash, boolean duplicate, String reply) {}

  /**
   * What the process says when it can take lines.
   *
   * @param blocks how many blocks the actor had, 0 if it is new
   * @param bytesCut how much of an unfinished batch was cut off the log
   */
  public record Ready(long blocks, long bytesCut) {}

  private Feed(Process process) {
    this.process = process;
    this.lines = process.getOutputStream();
    this.answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), 1 << 16);
    this.complaints = new BufferedInputStream(process.getErrorStream());
  }

  /**
   * Starts the process for the actor {@code id} of {@code manifest} in {@code home}.
   *
   * @param odeon how to start this command, such as {@code JavaCommand.ofThisProcess()}
   */
  public static Feed start(List<String> odeon, Path home, Path manifest, String id) {
    List<String> command = new ArrayList<>(odeon);
    command.addAll(List.of("--home", home.toString(), "feed", manifest.toString(), "--name", id));
    try {
      return new Feed(new ProcessBuilder(command).start());
    } catch (IOException e) {
      throw Failure.failed("cannot start a process: " + DiskException.words(e));
    }
  }

  /** The id of the process. */
  public long pid() {
    return process.pid();
  }

  /**
   * Waits until the process takes lines.
   *
   * @throws Failure if it ends before
   */
  public Ready ready() {
    String line = answer();
    if (line == null) {
      throw Failure.failed(END + " before it was ready: " + complaint());
    }
    String[] parts = line.split("\t", -1);
    return new Ready(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
  }

  /** Hands in a line; {@link #flush} sends it. */
  public void send(String id, String text) {
    try {
      lines.write((id + "\t" + text + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw Failure.failed(END + " while lines were sent: " + complaint());
    }
  }

  /** Sends what was handed in. */
  public void flush() {
    try {
      lines.flush();
    } catch (IOException e) {
      throw Failure.failed(END + " while lines were sent: " + complaint());
    }
  }

  /**
   * Waits for the next acknowledgement; null if the process ended and there is none.
   *
   * @throws Failure if the actor did not return
   */
  public @Nullable Acknowledgement next() {
    String line = answer();
    if (line == null) {
      return null;
    }
    String[] parts = line.split("\t", 6);
    if (parts[0].equals("failed")) {
      throw Failure.failed("line " + parts[1] + " failed: " + parts[2]);
    }
    return new Acknowledgement(
        parts[1], Long.parseLong(parts[2]), parts[3], Boolean.parseBoolean(parts[4]), parts[5]);
  }

  /** Kills the process as {@code kill -9} does and waits for its end. */
  public void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** Says that no line follows, waits for the end of the process; returns its exit code. */
  public int finish() {
    try {
      lines.close();
      while (answers.readLine() != null) {
        continue;
      }
    } catch (IOException _) {
      // It ended already; its exit code says how.
    }
    return exitCode();
  }

  /** What the process wrote to standard error, on one line. */
  public String complaint() {
    try {
      String text = new String(complaints.readAllBytes(), StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? "exit code " + exitCode() : text.replace("odeon: ", "");
    } catch (IOException _) {
      return "exit code " + exitCode();
    }
  }

  /** Ends the process if it has not ended. */
  @Override
  public void close() {
    kill();
  }

  /** The next whole line; null at the end, and for a line that the process was killed in. */
  private @Nullable String answer() {
    StringBuilder line = new StringBuilder();
    try {
      int c = answers.read();
      for (; c >= 0 && c != '\n'; c = answers.read()) {
        line.append((char) c);
      }
      return c < 0 ? null : line.toString();
    } catch (IOException _) {
      return null;
    }
  }

  private int exitCode() {
    try {
      while (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a process ended", e);
    }
  }
}
