package dev.odeon.cli;

/** The command ends without having done what was asked: one line for people, and an exit code. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Exit exit;

  private Failure(Exit exit, String message) {
    super(message);
    this.exit = exit;
  }

  /** What was asked for failed: rejected, trapped, diverged, not found. */
  public static Failure failed(String message) {
    return new Failure(Exit.FAILED, message);
  }

  /** The command was used wrongly. */
  public static Failure usage(String message) {
    return new Failure(Exit.USAGE, message);
  }

  /** There is no server, or it went away. */
  public static Failure noServer(String message) {
    return new Failure(Exit.IN_USE, message);
  }

  /** Nobody reads standard output any longer: the command ends without a line. */
  static Failure unread() {
    return new Failure(Exit.UNREAD, "nobody reads standard output");
  }

  /** How the process ends. */
  public Exit exit() {
    return exit;
  }
}
