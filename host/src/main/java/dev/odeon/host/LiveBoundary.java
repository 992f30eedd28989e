package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.engine.OverloadedException;
import dev.odeon.engine.Trap;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.CapabilityFunction.Found;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers the calls of a turn that runs now, and records them. */
final class LiveBoundary implements HostCallBoundary {
  private final TurnContext turn;
  private final boolean recordsNotes;
  private final IntentLog intents;
  private final CallLog log;

  /** How many records the intents of the turn hold already. */
  private int intendedRecords;

  /** Whether the turn did something outside: then it cannot be forgotten. */
  private boolean intended;

  LiveBoundary(TurnContext turn, boolean recordsNotes, IntentLog intents, CallLog log) {
    this.turn = turn;
    this.recordsNotes = recordsNotes;
    this.intents = intents;
    this.log = log;
  }

  @Override
  public CallLog log() {
    return log;
  }

  @Override
  public @Nullable Object call(GrantedFunction<?> function, List<Object> args) {
    if (function.function() instanceof CapabilityFunction.Note<?>) {
      note(new HostCallRecord.Note(function.name(), (String) args.getFirst()));
      return null;
    }
    return answer(function, log.nextCall(), args, function.type().encodeParams(args));
  }

  void note(HostCallRecord.Note note) {
    log.say(note.text());
    if (recordsNotes) {
      log.add(note);
    } else {
      log.passed(note);
      turn.logged(note.text());
    }
  }

  /** Answers the call {@code index}, whose arguments are encoded as {@code encoded}. */
  @Nullable Object answer(
      GrantedFunction<?> function, int index, List<Object> args, Bytes encoded) {
    return switch (function.function()) {
      case CapabilityFunction.Immediate<?> _ -> {
        intents.intend(
            index, HostCallBoundary.request(function.name(), encoded), log.since(intendedRecords));
        yield callOutside(CallPhase.OUTSIDE, function, index, args, encoded);
      }
      case CapabilityFunction.Read<?> _ -> read(function, args, encoded);
      case CapabilityFunction.Deferred<?> _ -> decide(function, index, args, encoded);
      case CapabilityFunction.Note<?> _ ->
          throw new IllegalArgumentException("a note is not a call");
    };
  }

  private @Nullable Object read(GrantedFunction<?> function, List<Object> args, Bytes encoded) {
    Answer<Found> answer =
        answered(
            function,
            encoded,
            () -> {
              Found found = function.read(turn, log, args, null);
              return new Answer<>(found, function.type().encodeResult(found.value()));
            });
    Found found = answer.told;
    Bytes value = answer.encoded;
    HostReply reply =
        found.stored()
            ? new HostReply.Stored(found.source(), found.height(), Hash.of(value), value.size())
            : new HostReply.Value(value);
    log.add(new HostCallRecord.HostCall(CallKind.READ, function.name(), encoded, reply));
    return found.value();
  }

  private @Nullable Object decide(
      GrantedFunction<?> function, int index, List<Object> args, Bytes encoded) {
    Answer<Decision> answer =
        answered(
            function,
            encoded,
            () -> {
              Decision decision = function.decide(turn, log, CallPhase.DECIDE, args);
              return new Answer<>(decision, function.type().encodeResult(decision.reply()));
            });
    Bytes value = answer.encoded;
    log.add(
        answer.told.accepted()
            ? new HostCallRecord.Posted(index, function.name(), encoded, value)
            : new HostCallRecord.HostCall(
                CallKind.DEFERRED, function.name(), encoded, new HostReply.Value(value)));
    return answer.told.reply();
  }

  /** Makes the immediate call {@code index}, whose intent is durable. */
  @Nullable Object callOutside(
      CallPhase phase, GrantedFunction<?> function, int index, List<Object> args, Bytes encoded) {
    intended = true;
    intendedRecords = log.size();
    String key = turn.self() + "/" + turn.height() + "/" + index;
    Answer<Optional<Object>> answer =
        answered(
            function,
            encoded,
            () -> {
              Object value = function.call(turn, log, phase, key, args);
              return new Answer<>(Optional.ofNullable(value), function.type().encodeResult(value));
            });
    if (answer.encoded.size() > turn.outputBytesMax()) {
      // No block could hold it.
      throw trapped(function, encoded, OUTPUT);
    }
    log.add(
        new HostCallRecord.HostCall(
            CallKind.IMMEDIATE, function.name(), encoded, new HostReply.Value(answer.encoded)));
    return answer.told.orElse(null);
  }

  /** What a function answered, and its encoding. */
  private record Answer<T>(T told, Bytes encoded) {}

  /**
   * What {@code body} answers. Its trap is recorded; so is whatever else goes wrong in it once the
   * turn did something outside, for that must not be lost with the turn.
   */
  private <T> Answer<T> answered(
      GrantedFunction<?> function, Bytes encoded, Supplier<Answer<T>> body) {
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

  /** Records that a function failed: the trap that ends the turn, now and in a replay. */
  private Trap trapped(GrantedFunction<?> function, Bytes encoded, String kind) {
    log.add(
        new HostCallRecord.HostCall(
            function.kind(), function.name(), encoded, new HostReply.Trapped(kind)));
    return new Trap(kind, function.name());
  }

  /** Made when it is first needed: most programs never log here. */
  private static final class Alarm {
    private static final System.Logger LOGGER =
        System.getLogger(HostCallBoundary.class.getPackageName());
  }
}
