package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.chain.Content;
import dev.odeon.chain.Event;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.TurnRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a turn begins with.
 *
 * @param registration what is known of the actor as a whole; null before it was ever spawned
 * @param guest what runs
 * @param causes the first event of the block, or the messages of a batch
 * @param state the state before it; null for none
 * @param limits what it may use
 * @param cancellation by which it is cancelled
 * @param contents what the cause names by hash, if the home does not keep that yet
 */
public record TurnStart(
    @Nullable Registration registration,
    Guest guest,
    List<Event> causes,
    @Nullable Bytes state,
    Limits limits,
    Cancellation cancellation,
    List<Content> contents) {
  /** The first event of the block. */
  Event cause() {
    return causes.getFirst();
  }

  /** The turn that takes the messages that {@code causes} tell, together. */
  public static TurnStart of(LoadedActor now, Guest guest, List<Event> causes) {
    return new TurnStart(
        now.registration(),
        guest,
        causes,
        now.state(),
        guest.turn(),
        new Cancellation(),
        List.of());
  }

  /** The turn of {@code request}, which is the attempt {@code attempt} at it. */
  public static TurnStart of(
      LoadedActor now, Guest guest, TurnRequest request, long attempt, @Nullable Long deadline) {
    return new TurnStart(
        now.registration(),
        guest,
        List.of(request.cause(attempt, deadline)),
        now.state(),
        request.limits(guest.turn()),
        request.cancellation(),
        List.of());
  }
}
