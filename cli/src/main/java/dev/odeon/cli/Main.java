package dev.odeon.cli;

/** The process: runs the command its arguments name and exits with that command's code. */
public final class Main {

  private Main() {}

  /** Exits with 0 done, 1 failed, 2 wrong usage, 3 no server or home in use. */
  public static void main(String[] args) {
    System.exit(Odeon.commandLine(args).execute(args));
  }
}
