package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.component.FunctionType;
import dev.odeon.engine.OverloadedException;
import dev.odeon.engine.Trap;
import dev.odeon.host.HostFunction.Decision;
import dev.odeon.host.HostFunction.Found;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The border between one guest and its host for one turn. A live one answers calls and notes them;
 * a replaying one answers from what was noted, and never touches the world; a resuming one does
 * that as far as a turn had come that was broken off, and is live from there. Used by the thread
 * that runs the turn alone.
 */
public final class Border {
  /** The kind of trap that a body's unexpected exception ends a turn as. */
  public static final String FAILED = "failed";

  private final TurnContext turn;
  private final boolean recordsNotes;
  private final List<Crossing> recorded;
  private final boolean replays;
  private final List<Crossing> crossings = new ArrayList<>();
  private int calls;
  private long recordedBytes;

  /** How many crossings an intent tells of, or a call under way when the turn was broken off. */
  private int told;

  /** The call that is made again; null if there is none, or it was made. */
  private @Nullable OpenCall due;

  private Border(
      TurnContext turn,
      boolean recordsNotes,
      List<Crossing> recorded,
      boolean replays,
      @Nullable OpenCall due) {
    this.turn = turn;
    this.recordsNotes = recordsNotes;
    this.recorded = List.copyOf(recorded);
    this.replays = replays;
    this.told = this.recorded.size();
    this.due = due;
  }

  /**
   * An immediate call that was about to be made when a turn was broken off.
   *
   * @param index the number of the call in its turn, 0-based
   * @param request the hash of what was asked for
   */
  public record OpenCall(long index, Hash request) {}

  /**
   * A border that answers.
   *
   * @param recordsNotes whether log lines are noted
   */
  public static Border live(TurnContext turn, boolean recordsNotes) {
    return new Border(turn, recordsNotes, List.of(), false, null);
  }

  /**
   * A border that answers from {@code recorded}; a call that is not the next one there is a {@link
   * DivergedException}.
   */
  public static Border replaying(TurnContext turn, boolean recordsNotes, List<Crossing> recorded) {
    return new Border(turn, recordsNotes, recorded, true, null);
  }

  /**
   * A border that answers from {@code recorded}, then makes the call {@code due} under the key that
   * it had, and answers from then on. A guest that does anything else is a {@link
   * DivergedException}.
   */
  public static Border resuming(
      TurnContext turn, boolean recordsNotes, List<Crossing> recorded, OpenCall due) {
    return new Border(turn, recordsNotes, recorded, false, due);
  }

  /** What an intent calls a call of {@code function} with {@code args}. */
  public static Hash request(String function, Bytes args) {
    CborWriter asked = new CborWriter(function.length() + args.size() + 16);
    return Hash.of(asked.array(2).text(function).bytes(args).toBytes());
  }

  /** Whether a resuming border has not come to the call that it is to make again. */
  public boolean isBehind() {
    return due != null;
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
    return isLive()
        ? answer(function, index, args, encoded)
        : answerAgain(function, index, args, encoded);
  }

  private boolean isLive() {
    return !replays && crossings.size() >= recorded.size();
  }

  private void note(String name, String line) {
    if (!recordsNotes) {
      return;
    }
    Crossing note = new Crossing.Note(name, line);
    if (isLive() ? due != null : !note.equals(next())) {
      throw new DivergedException(crossings.size(), next(), note);
    }
    cross(note);
  }

  private @Nullable Object answer(
      HostFunction function, int index, List<Object> args, Bytes encoded) {
    FunctionType type = function.type();
    if (due != null && !(function instanceof HostFunction.Immediate)) {
      throw new DivergedException(crossings.size(), null, unanswered(function, encoded));
    }
    return switch (function) {
      case HostFunction.Immediate immediate -> {
        intend(immediate, index, encoded);
        yield call(immediate, index, args, encoded);
      }
      case HostFunction.Read read -> {
        Found found;
        try {
          found = read.body().read(turn, args);
        } catch (Trap e) {
          throw trapped(function, encoded, e);
        }
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

  /** Makes it durable that the call is about to be made, unless it is already. */
  private void intend(HostFunction.Immediate function, int index, Bytes encoded) {
    Hash request = request(function.name(), encoded);
    if (due == null) {
      turn.intend(index, request, List.copyOf(crossings.subList(told, crossings.size())));
    } else if (!due.equals(new OpenCall(index, request))) {
      throw new DivergedException(crossings.size(), null, unanswered(function, encoded));
    }
    due = null;
    told = crossings.size();
  }

  private @Nullable Object call(
      HostFunction.Immediate function, int index, List<Object> args, Bytes encoded) {
    Object answer;
    Bytes value;
    try {
      answer = function.body().call(turn, turn.self() + "/" + turn.height() + "/" + index, args);
      value = function.type().encodeResult(answer);
    } catch (OverloadedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw trapped(function, encoded, e);
    }
    cross(
        new Crossing.HostCall(
            CallKind.IMMEDIATE, function.name(), encoded, new HostReply.Value(value)));
    return answer;
  }

  /** Notes that a body failed: the trap that ends the turn, now and in a replay. */
  private Trap trapped(HostFunction function, Bytes encoded, RuntimeException failure) {
    String kind = FAILED;
    if (failure instanceof Trap trap) {
      kind = trap.kind();
    } else {
      Alarm.LOGGER.log(
          System.Logger.Level.ERROR, function.name() + " failed in " + turn.self(), failure);
    }
    cross(
        new Crossing.HostCall(
            function.kind(), function.name(), encoded, new HostReply.Trapped(kind)));
    return new Trap(kind, function.name());
  }

  /** Made when it is first needed: most programs never log here. */
  private static final class Alarm {
    private static final System.Logger LOGGER = System.getLogger(Border.class.getPackageName());
  }

  private @Nullable Object answerAgain(
      HostFunction function, int index, List<Object> args, Bytes encoded) {
    Crossing next = next();
    return switch (next) {
      case Crossing.HostCall call
          when call.kind() == function.kind() && same(call, function, call.args(), encoded) -> {
        cross(call);
        if (!(call.reply() instanceof HostReply.Stored)) {
          askAgain(function, args, false);
        }
        yield repeated(function, call);
      }
      case Crossing.Posted posted
          when posted.index() == index && same(posted, function, posted.args(), encoded) -> {
        cross(posted);
        askAgain(function, args, true);
        yield function.type().decodeResult(posted.reply());
      }
      case null, default ->
          throw new DivergedException(crossings.size(), next, unanswered(function, encoded));
    };
  }

  /**
   * Brings the turn of a resuming border to where it was: what it drew of its randomness, and what
   * it will change. The guest is told what it was told before.
   */
  private void askAgain(HostFunction function, List<Object> args, boolean accepted) {
    if (replays) {
      return;
    }
    switch (function) {
      case HostFunction.Read read -> {
        try {
          read.body().read(turn, args);
        } catch (RuntimeException e) {
          // It changes nothing, and its answer is known.
          return;
        }
      }
      case HostFunction.Deferred deferred -> {
        if (deferred.body().decide(turn, args).accepted() != accepted) {
          throw new OverloadedException(
              function.name() + " is not answered as it was: the turn runs again later");
        }
      }
      case HostFunction.Immediate _, HostFunction.Note _ -> {}
    }
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
      TurnContext then = height == null ? turn : new PastTurn(turn, height, stored.size());
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

  private @Nullable Crossing next() {
    return crossings.size() < recorded.size() ? recorded.get(crossings.size()) : null;
  }

  private static boolean same(Crossing next, HostFunction function, Bytes args, Bytes encoded) {
    return next.name().equals(function.name()) && args.equals(encoded);
  }

  private static Crossing unanswered(HostFunction function, Bytes args) {
    return new Crossing.HostCall(
        function.kind(), function.name(), args, new HostReply.Trapped("diverged"));
  }
}
