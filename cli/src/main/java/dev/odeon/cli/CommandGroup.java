package dev.odeon.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A command that only holds others. */
public final class CommandGroup {
  private CommandGroup() {}

  /**
   * What it does alone: it shows how it is used on standard error, and returns the exit code for
   * that, since nothing was done.
   */
  public static int showUsage(CommandSpec spec) {
    CommandLine line = spec.commandLine();
    line.usage(line.getErr());
    return Exit.USAGE.code();
  }
}
