package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.engine.Trap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded of a turn, taken in order by the same turn that runs again. Used by the thread
 * of the turn alone.
 *
 * @param recorded what was recorded
 * @param log what the turn did so far: the first records, as far as it has come
 */
record RecordedCalls(List<HostCallRecord> recorded, CallLog log) {
  RecordedCalls {
    recorded = List.copyOf(recorded);
  }

  /** Whether all of it was taken. */
  boolean isOver() {
    return log.size() >= recorded.size();
  }

  private @Nullable HostCallRecord next() {
    return isOver() ? null : recorded.get(log.size());
  }

  /**
   * Takes a log line, which must be the next record.
   *
   * @throws DivergedException if it is not
   */
  void take(HostCallRecord.Note note) {
    if (!note.equals(next())) {
      throw new DivergedException(log.size(), next(), note);
    }
    log.add(note);
  }

  /**
   * Takes the next record, which must be of this call.
   *
   * @throws DivergedException if it is not
   */
  HostCallRecord take(GrantedFunction<?> function, int index, Bytes encoded) {
    HostCallRecord next = next();
    boolean same =
        switch (next) {
          case HostCallRecord.HostCall(CallKind kind, String name, Bytes args, _) ->
              kind == function.kind() && name.equals(function.name()) && args.equals(encoded);
          case HostCallRecord.Posted(int at, String name, Bytes args, _) ->
              at == index && name.equals(function.name()) && args.equals(encoded);
          case null, default -> false;
        };
    if (next == null || !same) {
      throw new DivergedException(log.size(), next, unanswered(function, encoded));
    }
    log.add(next);
    return next;
  }

  /**
   * The answer that {@code call} had.
   *
   * @param reread what reads stored bytes again
   */
  @Nullable Object answer(
      GrantedFunction<?> function,
      HostCallRecord.HostCall call,
      Function<HostReply.Stored, @Nullable Object> reread) {
    return switch (call.reply()) {
      case HostReply.Value(Bytes value) -> function.type().decodeResult(value);
      case HostReply.Trapped(String kind) -> throw new Trap(kind, function.name());
      case HostReply.Stored stored -> reread.apply(stored);
    };
  }

  /** Whether {@code value} is what was recorded by its hash. */
  static boolean isSame(
      GrantedFunction<?> function, @Nullable Object value, HostReply.Stored stored) {
    return Hash.of(function.type().encodeResult(value)).equals(stored.hash());
  }

  /** The refusal where the record that was taken last does not hold. */
  DivergedException diverged(
      @Nullable HostCallRecord expected, GrantedFunction<?> function, Bytes args) {
    return new DivergedException(log.size() - 1, expected, unanswered(function, args));
  }

  static HostCallRecord unanswered(GrantedFunction<?> function, Bytes args) {
    return new HostCallRecord.HostCall(
        function.kind(), function.name(), args, new HostReply.Trapped("diverged"));
  }

  /**
   * Brings the turn's randomness to where it was after a call whose answer is known: what is found
   * now changes nothing.
   */
  static void drawAgain(
      TurnContext turn,
      CallLog log,
      GrantedFunction<?> function,
      List<Object> args,
      CallPhase phase) {
    try {
      switch (function.function()) {
        case CapabilityFunction.Read<?> _ -> function.read(turn, log, args, null);
        case CapabilityFunction.Deferred<?> _ -> function.decide(turn, log, phase, args);
        case CapabilityFunction.Immediate<?> _, CapabilityFunction.Note<?> _ -> {}
      }
    } catch (Exception | LinkageError | AssertionError | StackOverflowError _) {
      // It changes nothing, and its answer is known.
      return;
    }
  }
}
