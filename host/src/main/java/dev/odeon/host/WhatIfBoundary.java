package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.component.ResultValue;
import dev.odeon.engine.Trap;
import dev.odeon.host.CapabilityFunction.Found;
import dev.odeon.host.CapabilityFunction.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers the calls of other code than the one that was recorded, if anything tells what. */
final class WhatIfBoundary implements HostCallBoundary {
  private final TurnContext past;
  private final TurnContext turn;
  private final RecordedAnswers answers;
  private final LiveBoundary live;

  WhatIfBoundary(
      TurnContext past, TurnContext turn, boolean recordsNotes, List<HostCallRecord> recorded) {
    this.past = past;
    this.turn = turn;
    this.answers = new RecordedAnswers(recorded);
    this.live = new LiveBoundary(turn, recordsNotes, IntentLog.NONE, new CallLog());
  }

  @Override
  public CallLog log() {
    return live.log();
  }

  @Override
  public @Nullable Object call(GrantedFunction<?> function, List<Object> args) {
    if (function.function() instanceof CapabilityFunction.Note<?>) {
      return live.call(function, args);
    }
    Bytes encoded = function.type().encodeParams(args);
    int index = log().nextCall();
    Source source = function.function().source();
    boolean ofTurn = source == Source.TURN;
    HostCallRecord was = ofTurn ? null : answers.next(function.name(), encoded);
    if (was == null && source != Source.WORLD) {
      try {
        return live.answer(function, index, args, encoded);
      } catch (UnansweredException _) {
        was = ofTurn ? answers.next(function.name(), encoded) : null;
      }
    }
    if (was == null) {
      throw new DivergedException(log().size(), null, RecordedCalls.unanswered(function, encoded));
    }
    return answerAs(was, function, index, args);
  }

  /** Answers as the call {@code was} was answered, and lets the turn go on from there. */
  private @Nullable Object answerAs(
      HostCallRecord was, GrantedFunction<?> function, int index, List<Object> args) {
    return switch (was) {
      case HostCallRecord.Posted(_, String name, Bytes encoded, Bytes reply) -> {
        log().add(new HostCallRecord.Posted(index, name, encoded, reply));
        RecordedCalls.drawAgain(turn, log(), function, args, CallPhase.DECIDE);
        yield function.type().decodeResult(reply);
      }
      case HostCallRecord.HostCall call -> {
        log().add(call);
        if (call.reply() instanceof HostReply.Value(Bytes reply)) {
          // Of a turn that failed, what was accepted is recorded like this too.
          boolean accepted = function.type().decodeResult(reply) instanceof ResultValue.Ok;
          RecordedCalls.drawAgain(
              turn, log(), function, args, accepted ? CallPhase.DECIDE : CallPhase.REFUSE);
        }
        yield switch (call.reply()) {
          case HostReply.Value(Bytes value) -> function.type().decodeResult(value);
          case HostReply.Trapped(String kind) -> throw new Trap(kind, function.name());
          case HostReply.Stored stored -> reread(function, args, call, stored);
        };
      }
      case HostCallRecord.Note _ -> throw new IllegalArgumentException("a note answers no call");
    };
  }

  private @Nullable Object reread(
      GrantedFunction<?> function,
      List<Object> args,
      HostCallRecord.HostCall call,
      HostReply.Stored stored) {
    HostCallRecord unanswered = RecordedCalls.unanswered(function, call.args());
    int index = log().size() - 1;
    if (function.function() instanceof CapabilityFunction.Read<?>) {
      Found found;
      try {
        found = function.read(past, log(), args, stored);
      } catch (Exception | LinkageError | AssertionError | StackOverflowError _) {
        throw new DivergedException(index, null, unanswered);
      }
      if (!found.stored()) {
        throw new DivergedException(index, null, unanswered);
      }
      if (RecordedCalls.isSame(function, found.value(), stored)) {
        return found.value();
      }
    }
    throw new DivergedException(index, call, unanswered);
  }
}
