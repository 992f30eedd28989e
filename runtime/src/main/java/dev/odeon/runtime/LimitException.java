package dev.odeon.runtime;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A tenant would use more than it may: nothing was done. */
public final class LimitException extends ActorException {
  private static final long serialVersionUID = 1;

  private final @Nullable Duration retryAfter;

  /** More than it may in this moment: worth another try after {@code retryAfter}. */
  public LimitException(String message, Duration retryAfter) {
    super(Reason.RETRY, message);
    this.retryAfter = retryAfter;
  }

  /** More than it may keep. */
  public LimitException(String message) {
    super(Reason.QUOTA, message);
    this.retryAfter = null;
  }

  /** When to try again at the earliest; null if waiting does not help. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
