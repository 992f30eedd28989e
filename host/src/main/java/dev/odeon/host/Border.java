package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.component.ResultValue;
import dev.odeon.component.WitFunction;
import dev.odeon.engine.OverloadedException;
import dev.odeon.engine.Trap;
import dev.odeon.host.BodyTurn.Use;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.CapabilityFunction.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The border between one guest and its host for one turn. A live one answers calls and records
 * them; a replaying one answers from what was recorded, and never touches the world; a resuming one
 * does that as far as a turn had come that was broken off, and is live from there; a trying one is
 * for other code than the one that was recorded. Used by the thread that runs the turn alone.
 */
public final class Border {
  /** The kind of trap that a body's unexpected exception ends a turn as. */
  public static final String FAILED = "failed";

  /** The kind of trap of an answer from outside that is larger than an answer may be. */
  public static final String OUTPUT = "output";

  /** The most calls and recorded log lines of one turn. */
  public static final int CROSSINGS_MAX = 65_536;

  private final TurnContext turn;
  private final boolean recordsNotes;
  private final List<Crossing> recorded;
  private final boolean replays;

  /** What a trying border answers from; null for the others. */
  private final @Nullable RecordedAnswers answers;

  /** The turn that stored answers are read again for. */
  private final TurnContext past;

  private final List<Crossing> crossings = new ArrayList<>();
  private int calls;
  private long recordedBytes;
  private long handledBytes;

  /** How many crossings an intent tells of, or a call under way when the turn was broken off. */
  private int told;

  /** The call that is made again; null if there is none, or it was made. */
  private @Nullable OpenCall due;

  /** Whether the turn intended something outside: then it cannot be taken as if it never was. */
  private boolean intended;

  private Border(
      TurnContext turn,
      boolean recordsNotes,
      List<Crossing> recorded,
      boolean replays,
      @Nullable RecordedAnswers answers,
      TurnContext past,
      @Nullable OpenCall due) {
    this.turn = turn;
    this.answers = answers;
    this.past = past;
    this.recordsNotes = recordsNotes;
    this.recorded = List.copyOf(recorded);
    this.replays = replays;
    this.told = this.recorded.size();
    this.due = due;
    this.intended = due != null;
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
    return new Border(turn, recordsNotes, List.of(), false, null, turn, null);
  }

  /**
   * A border that answers from {@code recorded}; a call that is not the next one there is a {@link
   * DivergedException}.
   */
  public static Border replaying(TurnContext turn, boolean recordsNotes, List<Crossing> recorded) {
    return new Border(turn, recordsNotes, recorded, true, null, turn, null);
  }

  /**
   * A border that answers from {@code recorded}, then makes the call {@code due} under the key that
   * it had, and answers from then on. A guest that does anything else is a {@link
   * DivergedException}.
   */
  public static Border resuming(
      TurnContext turn, boolean recordsNotes, List<Crossing> recorded, OpenCall due) {
    return new Border(turn, recordsNotes, recorded, false, null, turn, due);
  }

  /**
   * A border for other code than the one whose calls are {@code recorded}. It may log and call what
   * it likes: the answer follows from the turn, or the same call was recorded, or a function of
   * Odeon's own finds it in {@code turn}. Any other call is a {@link DivergedException}. The world
   * is never touched.
   *
   * @param past the turn as it was, which stored answers are read again for
   * @param turn what is known of the turn without its record; throws an {@link UnansweredException}
   *     for the rest
   */
  public static Border trying(
      TurnContext past, TurnContext turn, boolean recordsNotes, List<Crossing> recorded) {
    return new Border(
        turn, recordsNotes, List.of(), false, new RecordedAnswers(recorded), past, null);
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

  /** About how many bytes of calls and log lines the block will have to hold. */
  long recordedBytes() {
    return recordedBytes;
  }

  /** How many bytes went through: of calls and log lines, recorded or not. */
  long handledBytes() {
    return handledBytes;
  }

  /** Whether nothing more can cross, since the block would tell of too much. */
  boolean isFull() {
    return crossings.size() >= CROSSINGS_MAX;
  }

  /** What crossed so far, in order. */
  public List<Crossing> crossings() {
    return List.copyOf(crossings);
  }

  /** Answers a call of {@code function}; null where it gives no result. */
  @Nullable Object cross(CapabilityFunction function, List<Object> args) {
    if (function instanceof CapabilityFunction.Note) {
      note(function.name(), (String) args.getFirst());
      return null;
    }
    Bytes encoded = function.type().encodeParams(args);
    int index = calls++;
    if (answers != null) {
      return attempt(answers, function, index, args, encoded);
    }
    return isLive()
        ? answer(function, index, args, encoded)
        : answerAgain(function, index, args, encoded);
  }

  private boolean isLive() {
    return !replays && crossings.size() >= recorded.size();
  }

  private void note(String name, String line) {
    Crossing note = new Crossing.Note(name, line);
    if (!recordsNotes) {
      handledBytes += note.handledBytes();
      return;
    }
    if (isLive() ? due != null : !note.equals(next())) {
      throw new DivergedException(crossings.size(), next(), note);
    }
    cross(note);
  }

  private @Nullable Object answer(
      CapabilityFunction function, int index, List<Object> args, Bytes encoded) {
    WitFunction type = function.type();
    if (due != null && !(function instanceof CapabilityFunction.Immediate)) {
      throw new DivergedException(crossings.size(), null, unanswered(function, encoded));
    }
    return switch (function) {
      case CapabilityFunction.Immediate immediate -> {
        intend(immediate, index, encoded);
        yield call(immediate, index, args, encoded);
      }
      case CapabilityFunction.Read read -> {
        Answer<Found> answer =
            answered(
                function,
                encoded,
                () -> {
                  Found found = read.body().read(seen(Use.READ), args);
                  return new Answer<>(found, type.encodeResult(found.value()));
                });
        Found found = answer.told;
        Bytes value = answer.encoded;
        HostReply reply =
            found.stored()
                ? new HostReply.Stored(found.source(), found.height(), Hash.of(value), value.size())
                : new HostReply.Value(value);
        cross(new Crossing.HostCall(CallKind.READ, function.name(), encoded, reply));
        yield found.value();
      }
      case CapabilityFunction.Deferred deferred -> {
        Answer<Decision> answer =
            answered(
                function,
                encoded,
                () -> {
                  Decision decision = deferred.body().decide(seen(Use.DECIDE), args);
                  return new Answer<>(decision, type.encodeResult(decision.reply()));
                });
        Decision decision = answer.told;
        Bytes value = answer.encoded;
        cross(
            decision.accepted()
                ? new Crossing.Posted(index, function.name(), encoded, value)
                : new Crossing.HostCall(
                    CallKind.DEFERRED, function.name(), encoded, new HostReply.Value(value)));
        yield decision.reply();
      }
      case CapabilityFunction.Note _ -> throw new IllegalArgumentException("a note is not a call");
    };
  }

  /** Makes it durable that the call is about to be made, unless it is already. */
  private void intend(CapabilityFunction.Immediate function, int index, Bytes encoded) {
    Hash request = request(function.name(), encoded);
    if (due == null) {
      turn.intend(index, request, List.copyOf(crossings.subList(told, crossings.size())));
    } else if (!due.equals(new OpenCall(index, request))) {
      throw new DivergedException(crossings.size(), null, unanswered(function, encoded));
    }
    due = null;
    intended = true;
    told = crossings.size();
  }

  private @Nullable Object call(
      CapabilityFunction.Immediate function, int index, List<Object> args, Bytes encoded) {
    String key = turn.self() + "/" + turn.height() + "/" + index;
    Answer<Optional<Object>> answer =
        answered(
            function,
            encoded,
            () -> {
              Object value = function.body().call(seen(Use.OUTSIDE), key, args);
              return new Answer<>(Optional.ofNullable(value), function.type().encodeResult(value));
            });
    if (answer.encoded.size() > turn.replyBytesMax()) {
      // No block could hold it.
      throw trapped(function, encoded, OUTPUT);
    }
    cross(
        new Crossing.HostCall(
            CallKind.IMMEDIATE, function.name(), encoded, new HostReply.Value(answer.encoded)));
    return answer.told.orElse(null);
  }

  /** What a body answered, and its encoding. */
  private record Answer<T>(T told, Bytes encoded) {}

  /**
   * What {@code body} answers. Its trap is noted; so is whatever else goes wrong in it once the
   * turn did something outside, for that must not be lost with the turn.
   */
  private <T> Answer<T> answered(
      CapabilityFunction function, Bytes encoded, Supplier<Answer<T>> body) {
    try {
      return body.get();
    } catch (OverloadedException e) {
      throw e;
    } catch (Trap e) {
      throw trapped(function, encoded, e.kind());
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      if (!intended) {
        throw e;
      }
      Trap trap = trapped(function, encoded, FAILED);
      Alarm.LOGGER.log(System.Logger.Level.ERROR, function.name() + " failed in " + turn.self(), e);
      throw trap;
    }
  }

  private TurnContext seen(Use use) {
    return new BodyTurn(turn, use);
  }

  /** Notes that a body failed: the trap that ends the turn, now and in a replay. */
  private Trap trapped(CapabilityFunction function, Bytes encoded, String kind) {
    cross(
        new Crossing.HostCall(
            function.kind(), function.name(), encoded, new HostReply.Trapped(kind)));
    return new Trap(kind, function.name());
  }

  /** Made when it is first needed: most programs never log here. */
  private static final class Alarm {
    private static final System.Logger LOGGER = System.getLogger(Border.class.getPackageName());
  }

  /** Answers other code, if anything tells what. */
  private @Nullable Object attempt(
      RecordedAnswers known,
      CapabilityFunction function,
      int index,
      List<Object> args,
      Bytes encoded) {
    boolean ofTurn = function.source() == CapabilityFunction.Source.TURN;
    Crossing was = ofTurn ? null : known.next(function.name(), encoded);
    if (was == null && function.source() != CapabilityFunction.Source.WORLD) {
      try {
        return answer(function, index, args, encoded);
      } catch (UnansweredException _) {
        was = ofTurn ? known.next(function.name(), encoded) : null;
      }
    }
    if (was == null) {
      throw new DivergedException(crossings.size(), null, unanswered(function, encoded));
    }
    return answerAs(was, function, index, args);
  }

  /** Answers as the call {@code was} answered, and lets the turn go on from there. */
  private @Nullable Object answerAs(
      Crossing was, CapabilityFunction function, int index, List<Object> args) {
    return switch (was) {
      case Crossing.Posted(_, String name, Bytes encoded, Bytes reply) -> {
        cross(new Crossing.Posted(index, name, encoded, reply));
        drawAgain(function, args, Use.DECIDE);
        yield function.type().decodeResult(reply);
      }
      case Crossing.HostCall call -> {
        cross(call);
        if (call.reply() instanceof HostReply.Value(Bytes reply)) {
          // Of a turn that failed, what was accepted is told like this too.
          boolean accepted = function.type().decodeResult(reply) instanceof ResultValue.Ok;
          drawAgain(function, args, accepted ? Use.DECIDE : Use.REFUSE);
        }
        yield repeated(function, call);
      }
      case Crossing.Note _ -> throw new IllegalArgumentException("a note answers no call");
    };
  }

  private @Nullable Object answerAgain(
      CapabilityFunction function, int index, List<Object> args, Bytes encoded) {
    Crossing next = next();
    return switch (next) {
      case Crossing.HostCall call
          when call.kind() == function.kind() && same(call, function, call.args(), encoded) -> {
        cross(call);
        if (!replays && !(call.reply() instanceof HostReply.Stored)) {
          drawAgain(function, args, Use.REFUSE);
        }
        yield repeated(function, call);
      }
      case Crossing.Posted posted
          when posted.index() == index && same(posted, function, posted.args(), encoded) -> {
        cross(posted);
        if (!replays) {
          acceptAgain(function, args, posted);
        }
        yield function.type().decodeResult(posted.reply());
      }
      case null, default ->
          throw new DivergedException(crossings.size(), next, unanswered(function, encoded));
    };
  }

  /**
   * Brings the randomness of a resuming border's turn to where it was after a call that changed
   * nothing: the guest is told what it was told before, whatever is found now.
   */
  private void drawAgain(CapabilityFunction function, List<Object> args, Use use) {
    try {
      switch (function) {
        case CapabilityFunction.Read read -> read.body().read(seen(Use.READ), args);
        case CapabilityFunction.Deferred deferred -> deferred.body().decide(seen(use), args);
        case CapabilityFunction.Immediate _, CapabilityFunction.Note _ -> {}
      }
    } catch (Exception | LinkageError | AssertionError | StackOverflowError _) {
      // It changes nothing, and its answer is known.
      return;
    }
  }

  /** Brings what a resuming border's turn will change to where it was after an accepted call. */
  private void acceptAgain(CapabilityFunction function, List<Object> args, Crossing.Posted posted) {
    boolean accepted;
    try {
      accepted =
          function instanceof CapabilityFunction.Deferred deferred
              && deferred.body().decide(seen(Use.REPEAT), args).accepted();
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      throw later(function, e);
    }
    if (!accepted) {
      throw new DivergedException(
          crossings.size() - 1, posted, unanswered(function, posted.args()));
    }
  }

  /** The turn cannot go on now: it runs again later. */
  private static OverloadedException later(CapabilityFunction function, @Nullable Throwable cause) {
    if (cause instanceof OverloadedException overloaded) {
      return overloaded;
    }
    String why = cause == null ? "" : ", " + cause;
    return new OverloadedException(
        function.name() + " cannot be answered as it was" + why + ": the turn runs again later");
  }

  private @Nullable Object repeated(CapabilityFunction function, Crossing.HostCall call) {
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
      CapabilityFunction function, Crossing.HostCall call, HostReply.Stored stored) {
    if (function instanceof CapabilityFunction.Read read) {
      List<Object> args = function.type().decodeParams(call.args());
      Long height = stored.height();
      TurnContext then = height == null ? past : new PastTurn(past, height, stored.size());
      Found found;
      try {
        found = read.body().read(new BodyTurn(then, Use.READ), args);
      } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
        if (replays) {
          throw e;
        }
        throw unfound(function, call, e);
      }
      if (!replays && !found.stored()) {
        // It was not found to be other bytes: it was not found.
        throw unfound(function, call, null);
      }
      if (Hash.of(function.type().encodeResult(found.value())).equals(stored.hash())) {
        return found.value();
      }
    }
    throw new DivergedException(crossings.size() - 1, call, unanswered(function, call.args()));
  }

  private RuntimeException unfound(
      CapabilityFunction function, Crossing.HostCall call, @Nullable Throwable cause) {
    return answers == null
        ? later(function, cause)
        : new DivergedException(crossings.size() - 1, null, unanswered(function, call.args()));
  }

  private void cross(Crossing crossing) {
    crossings.add(crossing);
    recordedBytes += crossing.recordedBytes();
    handledBytes += crossing.handledBytes();
  }

  private @Nullable Crossing next() {
    return crossings.size() < recorded.size() ? recorded.get(crossings.size()) : null;
  }

  private static boolean same(
      Crossing next, CapabilityFunction function, Bytes args, Bytes encoded) {
    return next.name().equals(function.name()) && args.equals(encoded);
  }

  private static Crossing unanswered(CapabilityFunction function, Bytes args) {
    return new Crossing.HostCall(
        function.kind(), function.name(), args, new HostReply.Trapped("diverged"));
  }
}
