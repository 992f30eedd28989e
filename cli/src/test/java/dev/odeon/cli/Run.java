package dev.odeon.cli;

import dev.odeon.cli.main.Odeon;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What a command line came to, run inside this process.
 *
 * @param exit how it ended
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Run(Exit exit, String out, String err) {

  /** Runs {@code args} with nothing on standard input. */
  static Run of(String... args) {
    return of(new byte[0], args);
  }

  /** Runs {@code args} with {@code input} on standard input. */
  static Run of(byte[] input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Run run = into(out, input, args);
    return new Run(run.exit(), out.toString(StandardCharsets.UTF_8), run.err());
  }

  /** The same with {@code out} as standard output; what arrives there is not in the result. */
  static Run into(OutputStream out, byte[] input, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input),
            out,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new Environment(Path.of("no-home"), false));
    Exit exit = Odeon.run(console, args);
    return new Run(exit, "", err.toString(StandardCharsets.UTF_8));
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
