package dev.odeon.cli.main;

import dev.odeon.base.Version;
import dev.odeon.cli.Console;
import dev.odeon.cli.Errors;
import dev.odeon.cli.Exit;
import dev.odeon.cli.Failure;
import dev.odeon.cli.SystemText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The process: runs the command its arguments name and exits with that command's code. */
public final class Main {

  private Main() {}

  /** Exits with the code of an {@link Exit}. */
  public static void main(String[] args) {
    // Scripts ask for the version often: it is answered before anything else is loaded.
    if (args.length == 1 && args[0].equals("--version") && printVersion()) {
      return;
    }
    // Numbers and upper case look the same everywhere, even to options that say otherwise.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(Console.ofProcess(), args).code());
  }

  private static Exit run(Console console, String[] args) {
    try {
      SystemText.check(args);
    } catch (Failure failure) {
      return Errors.report(console, failure);
    }
    return Odeon.run(console, args);
  }

  /** Returns whether it could be written: if not, the command says why. */
  private static boolean printVersion() {
    try {
      new FileOutputStream(FileDescriptor.out)
          .write(("odeon " + Version.current().text() + "\n").getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
