package dev.odeon.base;

import java.io.IOException;

/**
 * What went wrong, in words for people: never a text that the JDK or a library wrote for
 * programmers.
 */
public final class ErrorText {
  private static final String ROOMS = "dev.odeon.";

  private ErrorText() {}

  /** Says why {@code failure} happened: one of Odeon's own says it itself. */
  public static String of(Throwable failure) {
    String message = failure.getMessage();
    return switch (failure) {
      case IOException io -> DiskException.words(io);
      case OutOfMemoryError _ -> "out of memory";
      case Throwable own when isOwn(own) && message != null -> message;
      default -> "it failed for a reason that is Odeon's own fault";
    };
  }

  /**
   * Whether its message was written for whoever handed in what is wrong: in one of Odeon's rooms.
   */
  public static boolean isOwn(Throwable failure) {
    if (failure.getClass().getName().startsWith(ROOMS)) {
      return true;
    }
    Class<?> type = failure.getClass();
    StackTraceElement[] frames = failure.getStackTrace();
    return (type == IllegalArgumentException.class || type == IllegalStateException.class)
        && frames.length > 0
        && frames[0].getClassName().startsWith(ROOMS);
  }
}
