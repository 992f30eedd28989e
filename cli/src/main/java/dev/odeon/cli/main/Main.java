package dev.odeon.cli.main;

import dev.odeon.cli.Console;
import dev.odeon.cli.Exit;

/** The process: runs the command its arguments name and exits with that command's code. */
public final class Main {

  private Main() {}

  /** Exits with 0 done, 1 failed, 2 wrong usage, 3 no server, or the home in use. */
  public static void main(String[] args) {
    // Scripts ask for the version often: it is answered before anything else is loaded.
    if (args.length == 1 && args[0].equals("--version")) {
      System.out.println("odeon " + Version.text());
      return;
    }
    Console console = Console.ofProcess();
    Exit exit = Odeon.run(console, args);
    console.flush();
    System.exit(exit.code());
  }
}
