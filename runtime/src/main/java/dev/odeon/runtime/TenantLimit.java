package dev.odeon.runtime;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What of a tenant can be limited. */
public enum TenantLimit {
  /** Its share of the time on guest threads, beside tenants of weight 1; 1 unless it is set. */
  WEIGHT("weight", 1_000),
  /** How many of its turns and runs of plug-ins may run at a time. */
  RUNS("runs", 100_000),
  /** How many messages a second its actors get; as many may come at once after a quiet second. */
  MESSAGES_PER_SECOND("messages-per-second", 1_000_000),
  /** How many messages of its actors to each other may wait to be taken. */
  OUTBOX("outbox", Integer.MAX_VALUE),
  /** How many timers that its guests set may wait. */
  TIMERS("timers", Integer.MAX_VALUE),
  /** How many bytes it keeps: of the log, and of content that it put into the store. */
  BYTES("bytes", Long.MAX_VALUE);

  private final String text;
  private final long most;

  TenantLimit(String text, long most) {
    this.text = text;
    this.most = most;
  }

  /** The name: in options, settings, results and chains. */
  public String text() {
    return text;
  }

  /** The largest value; the smallest is 1. */
  public long most() {
    return most;
  }

  /** The limit of that name; null if there is none. */
  public static @Nullable TenantLimit of(String text) {
    return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst().orElse(null);
  }

  /** The names of all, for people. */
  public static String names() {
    return Arrays.stream(values()).map(TenantLimit::text).collect(Collectors.joining(", "));
  }

  /**
   * Sees that {@code value} can be one of it.
   *
   * @throws IllegalArgumentException if it is not from 1 to {@link #most}
   */
  public long check(long value) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s is %d; it can be 1 to %d, or none for no limit".formatted(text, value, most));
    }
    return value;
  }
}
