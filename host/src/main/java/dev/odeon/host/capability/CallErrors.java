package dev.odeon.host.capability;

/**
 * Why a call of another actor failed, as the guest reads it: one of these words, and after a colon
 * more of it where there is more. None is the answer of a receiver; an empty answer is no failure.
 */
public final class CallErrors {
  /** There is no such actor, or the text is no actor's id. */
  public static final String NO_SUCH_ACTOR = "no such actor";

  /** The actor is stopped, failed in its first turn, or is damaged. */
  public static final String STOPPED = "stopped";

  /** The actor was removed. */
  public static final String REMOVED = "removed";

  /** The actor or the home is paused. */
  public static final String PAUSED = "paused";

  /** The mailbox of the actor is full. */
  public static final String FULL = "full";

  /** The grant does not reach that actor. */
  public static final String NOT_GRANTED = "not granted";

  /** The message is larger than messages may be. */
  public static final String TOO_LARGE = "too large";

  /** The actor exports nothing that takes it. */
  public static final String NOT_HANDLED = "not handled";

  /** The actor answered with an error: its text follows. */
  public static final String REJECTED = "rejected";

  /** The actor trapped: the kind follows. */
  public static final String TRAPPED = "trapped";

  /** The actor reached a limit: its name follows. */
  public static final String EXHAUSTED = "exhausted";

  /** The time of the turn that asked was over before the answer came. */
  public static final String DEADLINE = "deadline";

  /** The turn that asked, or the one that was asked, was cancelled. */
  public static final String CANCELLED = "cancelled";

  /** Too many guests wait, or the machine lacks the memory for the actor's turn. */
  public static final String OVERLOADED = "overloaded";

  /** Whoever is asked waits for who asks: the circle follows. */
  public static final String CYCLE = "request cycle";

  /** An actor cannot ask itself. */
  public static final String ITSELF = "itself";

  /** The actor does not accept the channel; what it says of that follows, if it is text. */
  public static final String REFUSED = "refused";

  /** Who opens the channel, or who is asked to accept it, has as many as it may: whose follows. */
  public static final String TOO_MANY_CHANNELS = "too many channels";

  /** The actor has no such channel, and never had. */
  public static final String UNKNOWN_CHANNEL = "unknown channel";

  /** The channel is closed, or its other end is gone. */
  public static final String CLOSED = "closed";

  private CallErrors() {}

  /** A message of {@code size} bytes, where {@code most} are allowed. */
  public static String tooLarge(long size, long most) {
    return of(TOO_LARGE, "%d bytes, %d are allowed".formatted(size, most));
  }

  /** {@code word} and more of it. */
  public static String of(String word, String more) {
    return more.isEmpty() ? word : word + ": " + more;
  }
}
