package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of one guest go through in one turn. A live one answers and records them. A
 * replaying one answers from the record, and never touches the world. A resuming one replays the
 * recorded answers up to the interrupted call, then goes live. A what-if one is for other code than
 * the one that was recorded. Used by the thread that runs the turn alone.
 */
public sealed interface HostCallBoundary
    permits LiveBoundary, ReplayingBoundary, ResumingBoundary, WhatIfBoundary {
  /** The kind of trap that a function's unexpected exception ends a turn as. */
  String FAILED = "failed";

  /** The kind of trap of an answer from outside that is larger than an answer may be. */
  String OUTPUT = "output";

  /** The most calls and recorded log lines of one turn. */
  int CALLS_MAX = 65_536;

  /**
   * An immediate call that was about to be made when a turn was interrupted.
   *
   * @param index the number of the call in its turn, 0-based
   * @param request the hash of what was asked for
   */
  record OpenCall(long index, Hash request) {}

  /**
   * A boundary that answers.
   *
   * @param recordsNotes whether log lines are recorded
   * @param intents by which the turn may do something outside
   */
  static HostCallBoundary live(TurnContext turn, boolean recordsNotes, IntentLog intents) {
    return new LiveBoundary(turn, recordsNotes, intents, new CallLog());
  }

  /**
   * A boundary that answers from {@code recorded}; a call that is not the next one there is a
   * {@link DivergedException}.
   */
  static HostCallBoundary replaying(
      TurnContext turn, boolean recordsNotes, List<HostCallRecord> recorded) {
    return new ReplayingBoundary(turn, recordsNotes, recorded);
  }

  /**
   * A boundary that answers from {@code recorded}, then makes the call {@code due} under the key
   * that it had, and answers from then on. A guest that does anything else is a {@link
   * DivergedException}.
   */
  static ResumingBoundary resuming(
      TurnContext turn,
      boolean recordsNotes,
      IntentLog intents,
      List<HostCallRecord> recorded,
      OpenCall due) {
    return new ResumingBoundary(turn, recordsNotes, intents, recorded, due);
  }

  /**
   * A boundary for other code than the one whose calls are {@code recorded}. It may log and call
   * what it likes: the answer follows from the turn, or the same call was recorded, or a function
   * of Odeon's own finds it in {@code turn}. Any other call is a {@link DivergedException}. The
   * world is never touched.
   *
   * @param past the turn as it was, which stored answers are read again for
   * @param turn what is known of the turn without its record; throws an {@link UnansweredException}
   *     for the rest
   */
  static HostCallBoundary whatIf(
      TurnContext past, TurnContext turn, boolean recordsNotes, List<HostCallRecord> recorded) {
    return new WhatIfBoundary(past, turn, recordsNotes, recorded);
  }

  /** What an intent calls a call of {@code function} with {@code args}. */
  static Hash request(String function, Bytes args) {
    CborWriter asked = new CborWriter(function.length() + args.size() + 16);
    return Hash.of(asked.array(2).text(function).bytes(args).toBytes());
  }

  /** What was called so far, in order. */
  default List<HostCallRecord> records() {
    return log().records();
  }

  /** The last log lines so far: 64 KiB, with a newline between two; none where nothing is live. */
  default Bytes said() {
    return log().said();
  }

  /** What was called so far, and how much that is. */
  CallLog log();

  /** Answers a call of {@code function}; null where it gives no result. */
  @Nullable Object call(GrantedFunction<?> function, List<Object> args);
}
