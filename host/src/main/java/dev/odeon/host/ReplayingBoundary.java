package dev.odeon.host;

import dev.odeon.base.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers the calls of a turn that runs again from what was recorded of it. */
final class ReplayingBoundary implements HostCallBoundary {
  private final TurnContext turn;
  private final boolean recordsNotes;
  private final RecordedCalls recorded;

  ReplayingBoundary(TurnContext turn, boolean recordsNotes, List<HostCallRecord> recorded) {
    this.turn = turn;
    this.recordsNotes = recordsNotes;
    this.recorded = new RecordedCalls(recorded, new CallLog());
  }

  @Override
  public CallLog log() {
    return recorded.log();
  }

  @Override
  public @Nullable Object call(GrantedFunction<?> function, List<Object> args) {
    if (function.function() instanceof CapabilityFunction.Note<?>) {
      HostCallRecord.Note note = new HostCallRecord.Note(function.name(), (String) args.getFirst());
      if (recordsNotes) {
        recorded.take(note);
      } else {
        log().passed(note);
      }
      return null;
    }
    Bytes encoded = function.type().encodeParams(args);
    return switch (recorded.take(function, log().nextCall(), encoded)) {
      case HostCallRecord.HostCall call ->
          recorded.answer(function, call, stored -> reread(function, args, call, stored));
      case HostCallRecord.Posted posted -> function.type().decodeResult(posted.reply());
      case HostCallRecord.Note _ -> throw new IllegalStateException("a note answers no call");
    };
  }

  /** Reads the stored bytes again: they cannot have changed, or the chain is not what it was. */
  private @Nullable Object reread(
      GrantedFunction<?> function,
      List<Object> args,
      HostCallRecord.HostCall call,
      HostReply.Stored stored) {
    if (function.function() instanceof CapabilityFunction.Read<?>) {
      Object value = function.read(turn, log(), args, stored).value();
      if (RecordedCalls.isSame(function, value, stored)) {
        return value;
      }
    }
    throw recorded.diverged(call, function, call.args());
  }
}
