package dev.odeon.aggregate;

import dev.odeon.chain.EventPosition;
import dev.odeon.runtime.ExpectedVersion;
import java.util.List;

/** What came of an append. Only the first two recorded something. */
public sealed interface AppendResult {
  /**
   * The events are durable.
   *
   * @param version of the stream after them: what the next append expects
   * @param position of the last of them; of a removal, where that is recorded
   * @param replayed whether this is the result of the first append of that idempotency key
   */
  record Appended(long version, EventPosition position, boolean replayed) implements AppendResult {}

  /**
   * The events of several streams are durable, as one commit.
   *
   * @param streams in the order of the request
   */
  record AppendedAll(List<Appended> streams) implements AppendResult {
    /** Copies the list. */
    public AppendedAll {
      streams = List.copyOf(streams);
    }
  }

  /**
   * A stream stands elsewhere: read it and decide again.
   *
   * @param stream which one
   * @param expected what was asked for
   * @param actual its version
   */
  record WrongExpectedVersion(StreamId stream, ExpectedVersion expected, long actual)
      implements AppendResult {}

  /**
   * An event is there that the condition rules out: read and decide again.
   *
   * @param position of the first one
   * @param type its type
   */
  record ConditionFailed(EventPosition position, String type) implements AppendResult {}

  /**
   * The idempotency key was used before for other events.
   *
   * @param position of what was appended under it, in that stream
   */
  record IdempotencyKeyReused(EventPosition position) implements AppendResult {}

  /**
   * The stream was removed: its name is taken for ever.
   *
   * @param stream which one
   * @param reason why, for people
   */
  record StreamRemoved(StreamId stream, String reason) implements AppendResult {}

  /**
   * It was not taken.
   *
   * @param reason what a caller may decide on
   * @param text what is wrong and what to do, for people: one line
   */
  record Refused(Reason reason, String text) implements AppendResult {}

  /** Why an append was not taken. */
  enum Reason {
    /** What is to be appended is not as it must be, or the stream has no such name. */
    INVALID,
    /** The name is one of something that is no stream, or its category is. */
    WRONG_KIND,
    /** It is more than may be appended at once. */
    TOO_LARGE,
    /** The condition counts from a position that is not there. */
    NO_SUCH_POSITION,
    /** There is no such stream. */
    NO_SUCH_STREAM,
    /** Nothing was recorded, or it is not known: send it again under the same idempotency key. */
    RETRY,
    /** The home is paused: send it again once it is resumed. */
    PAUSED,
    /** The log is damaged where the stream is. */
    DAMAGED,
    /** The store is closing, or closed. */
    CLOSED
  }
}
