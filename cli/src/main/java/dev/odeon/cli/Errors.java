package dev.odeon.cli;

import dev.odeon.protocol.ClientException;
import dev.odeon.runtime.HomeException;
import dev.odeon.server.ServerException;
import java.util.Arrays;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line on standard error and an exit code. */
public final class Errors {
  private static final String ROOMS = "dev.odeon.";
  private static final int LINE_MAX = 2000;

  private Errors() {}

  /** Reports {@code e}; returns the exit code. */
  public static Exit report(Console console, Throwable e) {
    console.note("odeon: " + TextFormat.brief(line(e), LINE_MAX));
    if (console.verbose()) {
      e.printStackTrace(console.err());
    }
    return exit(e);
  }

  /** Reports a wrong usage of {@code command}. */
  public static Exit reportUsage(Console console, String command, Exception e) {
    String what =
        e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
            ? "'%s' is not a command, or one argument too many"
                .formatted(unmatched.getUnmatched().getFirst())
            : lowerFirst(String.valueOf(e.getMessage()).strip())
                .replaceFirst("is not an? (long|int)$", "is not a whole number");
    String dashes =
        e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
            ? " (a text that begins with - comes after --)"
            : "";
    console.note(
        "odeon: %s; see '%s --help'".formatted(TextFormat.brief(what, LINE_MAX) + dashes, command));
    return Exit.USAGE;
  }

  private static Exit exit(Throwable e) {
    return switch (e) {
      case Failure failure -> failure.exit();
      case HomeException home when home.reason() == HomeException.Reason.IN_USE -> Exit.IN_USE;
      case ServerException server when server.reason() == ServerException.Reason.IN_USE ->
          Exit.IN_USE;
      case ClientException _ -> Exit.IN_USE;
      default -> Exit.FAILED;
    };
  }

  private static String line(Throwable e) {
    String message = e.getMessage();
    if (e instanceof OutOfMemoryError) {
      return "out of memory: give Java more, for example JDK_JAVA_OPTIONS=-Xmx4g";
    }
    // The rooms write their exceptions' messages for people, but not those of broken contracts.
    boolean forPeople = e.getClass().getName().startsWith(ROOMS);
    return forPeople && message != null ? message : internal(e);
  }

  private static String internal(Throwable e) {
    String where =
        Arrays.stream(e.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith(ROOMS))
            .findFirst()
            .map(frame -> " in " + frame.getClassName() + "." + frame.getMethodName())
            .orElse("");
    return "internal error: %s%s: run it again with --verbose and report what that shows"
        .formatted(e, where);
  }

  private static String lowerFirst(String text) {
    boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return word ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }
}
