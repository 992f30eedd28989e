package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.protocol.ClientException;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.RunFailure;
import dev.odeon.runtime.HomeException;
import dev.odeon.server.ServerException;
import java.io.IOException;
import java.util.Arrays;

/** Turns what went wrong into one line on standard error and an exit code. */
public final class Errors {
  private static final String ROOMS = "dev.odeon.";
  private static final int LINE_MAX = 2000;
  private static final String USAGE = "Usage";
  private static final String FAILED = "Failed";

  private Errors() {}

  /** Reports {@code e}; returns the exit code. */
  public static Exit report(Console console, Throwable e) {
    Exit exit = exit(e);
    if (exit == Exit.UNREAD) {
      return exit;
    }
    String line = TextFormat.brief(line(e), LINE_MAX);
    console.note("odeon: " + line);
    console.error(line, code(e), exit, details(e));
    if (console.verbose()) {
      console.trace(e);
    }
    return exit;
  }

  /** What is wrong with the usage of a command, as picocli says it. */
  public static String usage(Exception e) {
    return lowerFirst(String.valueOf(e.getMessage()).strip());
  }

  /** Reports that {@code command} was used wrongly, and how. */
  public static Exit reportUsage(Console console, String command, String what) {
    String line = TextFormat.brief(what, LINE_MAX);
    console.note(
        line.endsWith("?")
            ? "odeon: %s See '%s --help'".formatted(line, command)
            : "odeon: %s; see '%s --help'".formatted(line, command));
    console.error(line, USAGE, Exit.USAGE, new JsonFields());
    return Exit.USAGE;
  }

  /** Reports to programs that a command failed which has said to people why. */
  public static void reportExit(Console console, Exit exit) {
    switch (exit) {
      case DONE, UNREAD -> {}
      case USAGE -> console.error("no command is named", USAGE, exit, new JsonFields());
      case FAILED, IN_USE ->
          console.error("the last result says what failed", FAILED, exit, new JsonFields());
    }
  }

  private static JsonFields details(Throwable e) {
    if (!(e instanceof RequestException failed)) {
      return new JsonFields();
    }
    JsonFields details = failed.details();
    RunFailure run = failed.run();
    if (run != null) {
      bytes(details, "output", run.output());
      bytes(details, "log", run.log());
      bytes(details, "stderr", run.errors());
    }
    return details;
  }

  /** In the form that bytes have in what commands print. */
  private static void bytes(JsonFields details, String name, Bytes bytes) {
    if (!bytes.isEmpty()) {
      details.bytes(name, bytes);
    }
  }

  /** What went wrong, for programs: a code of the socket, or one of the command's own. */
  private static String code(Throwable e) {
    return switch (e) {
      case RequestException failed -> failed.code().text();
      case HomeException home when home.reason() == HomeException.Reason.DAMAGED ->
          ErrorCode.DAMAGED.text();
      case OutOfMemoryError _ -> ErrorCode.OVERLOADED.text();
      default ->
          switch (exit(e)) {
            case USAGE -> USAGE;
            case IN_USE -> e instanceof HomeException ? "InUse" : "NoServer";
            case FAILED, UNREAD, DONE -> isForPeople(e) ? FAILED : ErrorCode.INTERNAL.text();
          };
    };
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
      return "out of memory: give Java more, for example ODEON_JAVA_OPTS=-Xmx4g";
    }
    if (e instanceof IOException io) {
      return "input or output failed: " + DiskException.words(io);
    }
    return isForPeople(e) && message != null ? CommandHints.with(message) : internal(e);
  }

  /** The rooms write their exceptions' messages for people, but not those of broken contracts. */
  private static boolean isForPeople(Throwable e) {
    return e.getClass().getName().startsWith(ROOMS);
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
