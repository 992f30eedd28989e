package dev.odeon.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The run the JDK's ahead-of-time cache is trained on: the classes it loads start fast afterwards.
 * Prints nothing.
 */
public final class Rehearsal {

  /** What people and scripts wait for most often. */
  private static final List<String[]> LINES =
      List.of(new String[] {"--version"}, new String[] {"--help"}, new String[] {"--no-such"});

  private Rehearsal() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    PrintStream silence = new PrintStream(OutputStream.nullOutputStream());
    Environment environment = new Environment(Path.of("no-home"), false);
    for (String[] line : LINES) {
      Console console = new Console(InputStream.nullInputStream(), silence, silence, environment);
      Odeon.run(console, line);
    }
  }
}
