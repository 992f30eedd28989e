package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.component.FunctionType;
import dev.odeon.engine.Trap;
import dev.odeon.host.HostFunction.Decision;
import dev.odeon.host.HostFunction.Found;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The border between one guest and its host for one turn. A live one answers calls and notes them;
 * a replaying one answers from what was noted, and never touches the world. Used by the thread that
 * runs the turn alone.
 */
public final class Border {
  private final TurnContext turn;
  private final boolean recordsNotes;
  private final @Nullable List<Crossing> recorded;
  private final List<Crossing> crossings = new ArrayList<>();
  private int calls;
  private long recordedBytes;

  private Border(TurnContext turn, boolean recordsNotes, @Nullable List<Crossing> recorded) {
    this.turn = turn;
    this.recordsNotes = recordsNotes;
    this.recorded = recorded;
  }

  /**
   * A border that answers.
   *
   * @param recordsNotes whether log lines are noted
   */
  public static Border live(TurnContext turn, boolean recordsNotes) {
    return new Border(turn, recordsNotes, null);
  }

  /**
   * A border that answers from {@code recorded}; a call that is not the next one there is a {@link
   * DivergedException}.
   */
  public static Border replaying(TurnContext turn, boolean recordsNotes, List<Crossing> recorded) {
    return new Border(turn, recordsNotes, List.copyOf(recorded));
  }

  /** How many bytes of arguments, answers and log lines the block will have to hold. */
  long recordedBytes() {
    return recordedBytes;
  }

  /** What crossed so far, in order. */
  public List<Crossing> crossings() {
    return List.copyOf(crossings);
  }

  /** Answers a call of {@code function}; null where it gives no result. */
  @Nullable Object cross(HostFunction function, List<Object> args) {
    if (function instanceof HostFunction.Note) {
      note(function.name(), (String) args.getFirst());
      return null;
    }
    Bytes encoded = function.type().encodeParams(args);
    int index = calls++;
    return recorded == null
        ? answer(function, index, args, encoded)
        : answerAgain(function, index, encoded, recorded);
  }

  private void note(String name, String line) {
    if (!recordsNotes) {
      return;
    }
    Crossing note = new Crossing.Note(name, line);
    if (recorded != null && !note.equals(next(recorded))) {
      throw new DivergedException(crossings.size(), next(recorded), note);
    }
    cross(note);
  }

  private @Nullable Object answer(
      HostFunction function, int index, List<Object> args, Bytes encoded) {
    FunctionType type = function.type();
    return switch (function) {
      case HostFunction.Read read -> {
        Found found = read.body().read(turn, args);
        Bytes value = type.encodeResult(found.value());
        HostReply reply =
            found.stored()
                ? new HostReply.Stored(found.source(), found.height(), Hash.of(value), value.size())
                : new HostReply.Value(value);
        cross(new Crossing.HostCall(CallKind.READ, function.name(), encoded, reply));
        yield found.value();
      }
      case HostFunction.Deferred deferred -> {
        Decision decision = deferred.body().decide(turn, args);
        Bytes value = type.encodeResult(decision.reply());
        cross(
            decision.accepted()
                ? new Crossing.Posted(index, function.name(), encoded, value)
                : new Crossing.HostCall(
                    CallKind.DEFERRED, function.name(), encoded, new HostReply.Value(value)));
        yield decision.reply();
      }
      case HostFunction.Note _ -> throw new IllegalArgumentException("a note is no call");
    };
  }

  private @Nullable Object answerAgain(
      HostFunction function, int index, Bytes encoded, List<Crossing> expected) {
    Crossing next = next(expected);
    return switch (next) {
      case Crossing.HostCall call
          when call.kind() == function.kind() && same(call, function, call.args(), encoded) -> {
        cross(call);
        yield repeated(function, call);
      }
      case Crossing.Posted posted
          when posted.index() == index && same(posted, function, posted.args(), encoded) -> {
        cross(posted);
        yield function.type().decodeResult(posted.reply());
      }
      case null, default ->
          throw new DivergedException(crossings.size(), next, unanswered(function, encoded));
    };
  }

  private @Nullable Object repeated(HostFunction function, Crossing.HostCall call) {
    return switch (call.reply()) {
      case HostReply.Value(Bytes value) -> function.type().decodeResult(value);
      case HostReply.Trapped(String kind) -> throw new Trap(kind, function.name());
      case HostReply.Stored stored -> found(function, call, stored);
    };
  }

  /**
   * Reads the stored bytes again, as far as they went then: they cannot have changed, or the chain
   * is not what it was.
   */
  private @Nullable Object found(
      HostFunction function, Crossing.HostCall call, HostReply.Stored stored) {
    if (function instanceof HostFunction.Read read) {
      List<Object> args = function.type().decodeParams(call.args());
      Long height = stored.height();
      TurnContext then = height == null ? turn : new PastTurn(turn, height);
      Object value = read.body().read(then, args).value();
      if (Hash.of(function.type().encodeResult(value)).equals(stored.hash())) {
        return value;
      }
    }
    throw new DivergedException(crossings.size() - 1, call, unanswered(function, call.args()));
  }

  private void cross(Crossing crossing) {
    crossings.add(crossing);
    recordedBytes += crossing.size();
  }

  private @Nullable Crossing next(List<Crossing> expected) {
    return crossings.size() < expected.size() ? expected.get(crossings.size()) : null;
  }

  private static boolean same(Crossing next, HostFunction function, Bytes args, Bytes encoded) {
    return next.name().equals(function.name()) && args.equals(encoded);
  }

  private static Crossing unanswered(HostFunction function, Bytes args) {
    return new Crossing.HostCall(
        function.kind(), function.name(), args, new HostReply.Trapped("diverged"));
  }
}
