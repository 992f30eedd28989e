package dev.odeon.cli;

import java.util.Arrays;

/** How the command ends; scripts rely on the codes. */
public enum Exit {
  /** It did what was asked. */
  DONE(0),
  /** What was asked for failed: rejected, trapped, diverged, not found. */
  FAILED(1),
  /** It was used wrongly. */
  USAGE(2),
  /** There is no server, or another process has the home. */
  IN_USE(3),
  /**
   * Whoever read standard output went away before its end, as {@code head} does: 128 and the number
   * of SIGPIPE, as a shell shows it for other commands.
   */
  UNREAD(141);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /** The exit code of the process. */
  public int code() {
    return code;
  }

  /** The one with this code. */
  public static Exit of(int code) {
    return Arrays.stream(values()).filter(exit -> exit.code == code).findFirst().orElse(FAILED);
  }
}
