package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.engine.OverloadedException;
import dev.odeon.host.CapabilityFunction.Found;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the calls of a turn that was interrupted: those that were recorded from the record, then
 * makes the interrupted call again under its key, and answers from then on.
 */
public final class ResumingBoundary implements HostCallBoundary {
  private final TurnContext turn;
  private final boolean recordsNotes;
  private final RecordedCalls recorded;
  private final LiveBoundary live;

  /** The call that is made again; null once it was made. */
  private @Nullable OpenCall due;

  ResumingBoundary(
      TurnContext turn,
      boolean recordsNotes,
      IntentLog intents,
      List<HostCallRecord> recorded,
      OpenCall due) {
    CallLog log = new CallLog();
    this.turn = turn;
    this.recordsNotes = recordsNotes;
    this.recorded = new RecordedCalls(recorded, log);
    this.live = new LiveBoundary(turn, recordsNotes, intents, log);
    this.due = due;
  }

  @Override
  public CallLog log() {
    return recorded.log();
  }

  /** Whether the turn has not come to the call that it is to make again. */
  public boolean isBehind() {
    return due != null;
  }

  @Override
  public @Nullable Object call(GrantedFunction<?> function, List<Object> args) {
    if (due == null) {
      return live.call(function, args);
    }
    if (function.function() instanceof CapabilityFunction.Note<?>) {
      note(new HostCallRecord.Note(function.name(), (String) args.getFirst()));
      return null;
    }
    Bytes encoded = function.type().encodeParams(args);
    int index = log().nextCall();
    return recorded.isOver()
        ? makeDue(function, index, args, encoded)
        : again(function, index, args, encoded);
  }

  private void note(HostCallRecord.Note note) {
    if (recordsNotes) {
      recorded.take(note);
    } else {
      log().passed(note);
    }
  }

  private @Nullable Object makeDue(
      GrantedFunction<?> function, int index, List<Object> args, Bytes encoded) {
    boolean isDue =
        function.function() instanceof CapabilityFunction.Immediate<?>
            && new OpenCall(index, HostCallBoundary.request(function.name(), encoded)).equals(due);
    if (!isDue) {
      throw new DivergedException(log().size(), null, RecordedCalls.unanswered(function, encoded));
    }
    due = null;
    return live.callOutside(CallPhase.AGAIN, function, index, args, encoded);
  }

  private @Nullable Object again(
      GrantedFunction<?> function, int index, List<Object> args, Bytes encoded) {
    return switch (recorded.take(function, index, encoded)) {
      case HostCallRecord.HostCall call -> {
        if (!(call.reply() instanceof HostReply.Stored)) {
          RecordedCalls.drawAgain(turn, log(), function, args, CallPhase.REFUSE);
        }
        yield recorded.answer(function, call, stored -> reread(function, args, call, stored));
      }
      case HostCallRecord.Posted posted -> {
        acceptAgain(function, args, posted);
        yield function.type().decodeResult(posted.reply());
      }
      case HostCallRecord.Note _ -> throw new IllegalStateException("a note answers no call");
    };
  }

  /** Brings what the turn will change to where it was after an accepted call. */
  private void acceptAgain(
      GrantedFunction<?> function, List<Object> args, HostCallRecord.Posted posted) {
    boolean accepted;
    try {
      accepted =
          function.function() instanceof CapabilityFunction.Deferred<?>
              && function.decide(turn, log(), CallPhase.REPEAT, args).accepted();
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      throw later(function, e);
    }
    if (!accepted) {
      throw recorded.diverged(posted, function, posted.args());
    }
  }

  /** Reads the stored bytes again; where they cannot be found now, the turn runs again later. */
  private @Nullable Object reread(
      GrantedFunction<?> function,
      List<Object> args,
      HostCallRecord.HostCall call,
      HostReply.Stored stored) {
    if (function.function() instanceof CapabilityFunction.Read<?>) {
      Found found;
      try {
        found = function.read(turn, log(), args, stored);
      } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
        throw later(function, e);
      }
      if (!found.stored()) {
        // It was not found to be other bytes: it was not found.
        throw later(function, null);
      }
      if (RecordedCalls.isSame(function, found.value(), stored)) {
        return found.value();
      }
    }
    throw recorded.diverged(call, function, call.args());
  }

  /** The turn cannot go on now: it runs again later. */
  private static OverloadedException later(GrantedFunction<?> function, @Nullable Throwable cause) {
    if (cause instanceof OverloadedException overloaded) {
      return overloaded;
    }
    String why = cause == null ? "" : ", " + cause;
    return new OverloadedException(
        function.name() + " cannot be answered as it was" + why + ": the turn runs again later");
  }
}
