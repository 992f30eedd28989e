package dev.odeon.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;

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
    for (String[] line : LINES) {
      CommandLine odeon = Odeon.commandLine(line);
      PrintWriter silence = new PrintWriter(PrintWriter.nullWriter());
      odeon.setOut(silence).setErr(silence).execute(line);
    }
  }
}
