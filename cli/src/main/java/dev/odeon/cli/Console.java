package dev.odeon.cli;

import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.Operation;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * What every command shares: the options that all of them take, and where they read and write. The
 * options may stand before or behind the command's name.
 */
public final class Console {
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Environment environment;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The home. Default: THEATER_HOME, else ~/.odeon.")
  private @Nullable Path home;

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "Whose actors, plug-ins and stores. Default: default.")
  private String tenant = "default";

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      scope = ScopeType.INHERIT,
      description = "The server's socket. Default: the one that the home names.")
  private @Nullable Path socket;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON object a line; what is for people goes to stderr.")
  private boolean json;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Say more, and show the stack trace of an error.")
  private boolean verbose;

  /** The console of this process. UTF-8 whatever the locale says; flushed by who writes. */
  public static Console ofProcess() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        utf8(new FileOutputStream(FileDescriptor.out)),
        utf8(new FileOutputStream(FileDescriptor.err)),
        Environment.ofProcess());
  }

  /** A console on these streams. */
  public Console(InputStream in, PrintStream out, PrintStream err, Environment environment) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  /** The home that the command works on; it need not exist. */
  public Path home() {
    return chosenHome().orElseGet(() -> environment.home().toAbsolutePath());
  }

  /** The home that {@code --home} names, if it does. */
  Optional<Path> chosenHome() {
    return Optional.ofNullable(home).map(Path::toAbsolutePath);
  }

  /** Whose actors the command works on. */
  public String tenant() {
    return tenant;
  }

  /** Where the server is to be found, or to listen, if an option says so. */
  public Optional<Path> socket() {
    return Optional.ofNullable(socket).map(Path::toAbsolutePath);
  }

  /** Whether results are JSON objects, one a line. */
  public boolean json() {
    return json;
  }

  /** Whether more is to be said. */
  public boolean verbose() {
    return verbose;
  }

  /** Standard input. */
  public InputStream in() {
    return in;
  }

  /** Gives a result: {@code fields} with {@code --json}, else {@code text}. */
  public void result(JsonFields fields, String text) {
    out.println(json ? fields.json() : text);
    out.flush();
  }

  /** Gives the result of an operation: its fields with {@code --json}, else {@code text}. */
  public <R> void result(Operation<?, R> operation, R result, String text) {
    out.println(json ? operation.result().fields(result).json() : text);
    out.flush();
  }

  /** Gives results: {@code fields} with {@code --json}, else the table's lines. */
  public void results(Iterable<JsonFields> fields, Table table) {
    if (json) {
      fields.forEach(each -> out.println(each.json()));
    } else {
      table.lines().forEach(out::println);
    }
    out.flush();
  }

  /** Prints text for people: on standard output, with {@code --json} on standard error. */
  public void say(String text) {
    PrintStream people = json ? err : out;
    people.println(text);
    people.flush();
  }

  /** Prints text for people on standard error. */
  public void note(String text) {
    err.println(text);
    err.flush();
  }

  /** Prints a JSON object if those are asked for. */
  public void json(JsonFields fields) {
    if (json) {
      out.println(fields.json());
      out.flush();
    }
  }

  /** Prints the result of an operation as a JSON object if those are asked for. */
  public <R> void json(Operation<?, R> operation, R result) {
    if (json) {
      json(operation.result().fields(result));
    }
  }

  /** Standard output, for a command that writes bytes as they are. */
  public PrintStream out() {
    return out;
  }

  /** Standard error, for a stack trace. */
  PrintStream err() {
    return err;
  }

  /** Standard output as picocli takes it. */
  public PrintWriter writer() {
    return new PrintWriter(out, true);
  }

  /** Standard error as picocli takes it. */
  public PrintWriter errorWriter() {
    return new PrintWriter(err, true);
  }

  /** Writes out what is buffered. */
  public void flush() {
    out.flush();
    err.flush();
  }

  /** Shows how far a long work is, if somebody watches. */
  public ProgressLine progress(String what) {
    return new ProgressLine(err, environment.terminal(), what);
  }

  private static PrintStream utf8(OutputStream stream) {
    return new PrintStream(
        new BufferedOutputStream(stream, 1 << 13), false, StandardCharsets.UTF_8);
  }
}
