package dev.odeon.cli;

import dev.odeon.base.Clock;
import dev.odeon.base.VisibleText;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.Operation;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * What every command shares: the options that all of them take, and where they read and write. The
 * options may stand before or behind the command's name.
 */
public final class Console {
  private final InputStream in;
  private final StandardOutput target;
  private final PrintStream out;
  private final PrintStream err;
  private final Environment environment;
  private volatile @Nullable ProgressLine progress;
  private volatile boolean silent;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Names the home. The default is THEATER_HOME, else ~/.odeon.")
  private @Nullable Path home;

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "Names whose actors, plug-ins and stores are meant. The default is default.")
  private String tenant = "default";

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      scope = ScopeType.INHERIT,
      description = "Names the server's socket. The default is the one that the home names.")
  private @Nullable Path socket;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Prints one JSON object a line; what is for people goes to stderr.")
  private boolean json;

  @Option(
      names = "--utc",
      scope = ScopeType.INHERIT,
      description = "Shows times in UTC. The default is the local time.")
  private boolean utc;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Says more, and shows the stack trace of an error.")
  private boolean verbose;

  private boolean jsonExpected;
  private boolean failed;

  /** The console of this process. UTF-8 whatever the locale says; flushed by who writes. */
  public static Console ofProcess() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        StandardOutput.ofProcess(),
        utf8(new FileOutputStream(FileDescriptor.err)),
        Environment.ofProcess());
  }

  /** A console on these streams. */
  public Console(InputStream in, OutputStream out, PrintStream err, Environment environment) {
    this(in, StandardOutput.of(out), err, environment);
  }

  private Console(InputStream in, StandardOutput out, PrintStream err, Environment environment) {
    this.in = in;
    this.target = out;
    this.out = utf8(out);
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

  /** A point in time for people: local, unless {@code --utc} is given. */
  public String time(Instant instant) {
    return TextFormat.instant(instant, utc ? ZoneOffset.UTC : ZoneId.systemDefault());
  }

  /** The same of a time in ISO 8601; {@code -} if there is none. */
  public String time(@Nullable String instant) {
    return instant == null ? "-" : time(Instant.parse(instant));
  }

  /** Standard input. */
  public InputStream in() {
    return in;
  }

  /** Gives a result: {@code fields} with {@code --json}, else {@code text} for people. */
  public void result(JsonFields fields, String text) {
    content(fields, VisibleText.lines(text));
  }

  /** Gives a result whose text is content: it is not changed, whatever it does to a terminal. */
  public void content(JsonFields fields, String text) {
    if (begin()) {
      out.println(json ? fields.json() : text);
      out.flush();
    }
  }

  /** Gives the result of an operation: its fields with {@code --json}, else {@code text}. */
  public <R> void result(Operation<?, R> operation, R result, String text) {
    result(operation.result().fields(result), text);
  }

  /** Gives the result of an operation: its fields with {@code --json}, else the table's lines. */
  public <R> void result(Operation<?, R> operation, R result, Table table) {
    results(List.of(operation.result().fields(result)), table);
  }

  /**
   * Gives what a command lists; of nothing only a note for people, which says so.
   *
   * @param nothing the note
   */
  public void list(List<JsonFields> fields, Table table, String nothing) {
    if (fields.isEmpty() && !json) {
      note(nothing);
    } else {
      results(fields, table);
    }
  }

  /** Gives results: {@code fields} with {@code --json}, else the table's lines. */
  public void results(Iterable<JsonFields> fields, Table table) {
    if (!begin()) {
      return;
    }
    if (json) {
      fields.forEach(each -> out.println(each.json()));
    } else {
      table.lines(environment.columns().getAsInt()).forEach(out::println);
    }
    out.flush();
  }

  /** Shows {@code title} and {@code table} in the place of all that the terminal shows. */
  public void redraw(String title, Table table) {
    if (begin()) {
      out.print("\033[H\033[2J");
      out.println(VisibleText.lines(title));
      table.lines(environment.columns().getAsInt()).forEach(out::println);
      out.flush();
    }
  }

  /** Prints text for people: on standard output, with {@code --json} on standard error. */
  public void say(String text) {
    if (begin()) {
      PrintStream people = json ? err : out;
      people.println(VisibleText.lines(text));
      people.flush();
    }
  }

  /** Prints text for people on standard error. */
  public void note(String text) {
    if (begin()) {
      err.println(VisibleText.lines(text));
      err.flush();
    }
  }

  /** Prints a JSON object if those are asked for. */
  public void json(JsonFields fields) {
    if (json && begin()) {
      out.println(fields.json());
      out.flush();
    }
  }

  /** JSON objects are asked for, also if the command line turns out to be wrong before that. */
  public void expectJson() {
    jsonExpected = true;
  }

  /**
   * Prints as a JSON object, if those are asked for, why the command ends with an exit code other
   * than 0. It is the last line, and there is one.
   */
  void error(String text, String code, Exit exit, JsonFields details) {
    if ((json || jsonExpected) && !failed) {
      failed = true;
      try {
        out.println(
            JsonFields.of("error", text)
                .put("code", code)
                .put("exit", exit.code())
                .putAll(details)
                .json());
        out.flush();
      } catch (Failure _) {
        return; // the line on standard error says why the command ended
      }
    }
  }

  /** Prints the result of an operation as a JSON object if those are asked for. */
  public <R> void json(Operation<?, R> operation, R result) {
    if (json) {
      json(operation.result().fields(result));
    }
  }

  /** Whether a person sees standard output as it is written. */
  public boolean isSeen() {
    return environment.columns().getAsInt() != TerminalWidth.UNLIMITED;
  }

  /** Standard output, for a command that writes bytes as they are. */
  public PrintStream out() {
    clearProgress();
    return out;
  }

  /** Prints a stack trace on standard error. */
  void trace(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    note(trace.toString().stripTrailing());
  }

  /** Standard output as picocli takes it: what it cannot write is known when the command ends. */
  public PrintWriter writer() {
    return new PrintWriter(new Unchecked(out), true, StandardCharsets.UTF_8);
  }

  /** Keeps failures to write from whoever would print a stack trace for them. */
  private static final class Unchecked extends FilterOutputStream {
    Unchecked(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (Failure _) {
        return; // the standard output keeps it
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (Failure _) {
        return; // the standard output keeps it
      }
    }
  }

  /** Standard error as picocli takes it. */
  public PrintWriter errorWriter() {
    return new PrintWriter(err, true);
  }

  /**
   * Writes out what is buffered.
   *
   * @throws Failure if standard output cannot be written
   */
  public void flush() {
    err.flush();
    out.flush();
  }

  /**
   * Ends a command: all it wrote is written out.
   *
   * @throws Failure if standard output cannot be written, or could not before, on another thread
   */
  public void finish() {
    flush();
    Failure failure = target.failure();
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Shows how far a long work is, if somebody watches; it is counted in whatever it consists of.
   */
  public ProgressLine progress(String what) {
    return progress(what, TextFormat::count);
  }

  /** The same for work that is counted in bytes. */
  public ProgressLine progressOfBytes(String what) {
    return progress(what, TextFormat::size);
  }

  private ProgressLine progress(String what, LongFunction<String> amount) {
    ProgressLine line =
        new ProgressLine(err, environment.terminal() && !silent, what, amount, Clock.system());
    progress = line;
    return line;
  }

  /**
   * From now on nothing is printed: the process is about to end, and its last word is another's.
   */
  void fallSilent() {
    silent = true;
    clearProgress();
  }

  /** Prints a line on standard error, also once the rest is silent. */
  void lastWord(String text) {
    err.println(text);
    err.flush();
  }

  /** Whether something may be printed; it then stands alone. */
  private boolean begin() {
    clearProgress();
    return !silent;
  }

  /** A line of progress never stands beside anything else. */
  private void clearProgress() {
    ProgressLine line = progress;
    if (line != null) {
      line.clear();
    }
  }

  private static PrintStream utf8(OutputStream stream) {
    return new PrintStream(
        new BufferedOutputStream(stream, 1 << 13), false, StandardCharsets.UTF_8);
  }
}
