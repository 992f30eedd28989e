package dev.odeon.runtime.actor;

import dev.odeon.chain.Event;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.StreamTurn;
import dev.odeon.runtime.turn.LoadedActor;
import dev.odeon.runtime.turn.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides whether a stream takes a turn that runs no guest, and what that turn is. */
final class StreamTurns {
  private StreamTurns() {}

  /**
   * Which attempt at its request {@code task} is; 0 if it is not taken, and then it has its answer,
   * or will have. An earlier request of the same id counts before anything else.
   *
   * @param now the stream, turns in flight included
   */
  static long attempt(
      ActorTask.Take task,
      StreamTurn turn,
      LoadedActor now,
      Deduplication deduplication,
      InFlightTurns inFlight) {
    if (now.registration() != null) {
      task.refuse("%s is no stream of events: it is an actor".formatted(turn.to()));
      return 0;
    }
    long attempt = deduplication.attempt(task, inFlight);
    StreamTurn.Objection objection = attempt == 0 ? null : objection(turn, now);
    if (objection != null) {
      inFlight.answerWhenDurable(task.answer(), new Answer.Declined(objection));
    }
    return objection == null ? attempt : 0;
  }

  private static StreamTurn.@Nullable Objection objection(StreamTurn turn, LoadedActor now) {
    String removed = now.stream().removed();
    if (removed != null) {
      return new StreamTurn.Objection.Removed(removed);
    }
    long actual = now.stream().version();
    return turn.version().holds(actual) ? null : new StreamTurn.Objection.WrongVersion(actual);
  }

  /** The turn of {@code request}, which is the attempt {@code attempt} at it. */
  static Turn turn(StreamTurn request, long attempt, @Nullable Long deadlineMillis) {
    List<Event> events = new ArrayList<>(1 + request.events().size());
    events.add(request.cause(attempt, deadlineMillis));
    events.addAll(request.events());
    return Turn.unrun(List.copyOf(events), null);
  }
}
