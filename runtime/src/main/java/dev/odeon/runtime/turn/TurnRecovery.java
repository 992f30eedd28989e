package dev.odeon.runtime.turn;

import dev.odeon.base.Outcome;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Intent;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Metering;
import dev.odeon.engine.OverloadedException;
import dev.odeon.host.DivergedException;
import dev.odeon.host.HostCallBoundary;
import dev.odeon.host.HostCallRecord;
import dev.odeon.host.ResumingBoundary;
import dev.odeon.host.TurnContext;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.HostCallEvents;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs turns again that were interrupted after they had intended something outside: by a crash, or
 * because the machine could not go on. Any thread.
 */
public final class TurnRecovery {
  private final Chains chains;
  private final StateLoader loader;
  private final TurnRunner runner;

  /** Of the turns that {@code chains} has intents of. */
  public TurnRecovery(Chains chains, StateLoader loader, TurnRunner runner) {
    this.chains = chains;
    this.loader = loader;
    this.runner = runner;
  }

  /** What a turn of {@code owner} on {@code before} left, or null if none was interrupted. */
  public @Nullable Interrupted find(TurnRunner.Owner owner, LoadedActor before) {
    List<Intent> open = chains.openIntents(owner.key());
    return open.isEmpty() ? null : new Interrupted(owner, before, open);
  }

  /**
   * A turn that was interrupted. It runs again with exactly what it began with and the answers that
   * it had; then it makes its last call again under the same key, and goes on.
   */
  public final class Interrupted {
    private final TurnRunner.Owner owner;
    private final LoadedActor before;

    /** All of its intents, in order; not empty. */
    private final List<Intent> intents;

    private Interrupted(TurnRunner.Owner owner, LoadedActor before, List<Intent> intents) {
      this.owner = owner;
      this.before = before;
      this.intents = intents;
    }

    /**
     * Runs it: the block that it ends as.
     *
     * @throws ActorException if the intents are not of this actor's next turn
     * @throws dev.odeon.engine.OverloadedException if the machine cannot run it now either
     */
    public PreparedBlock run() {
      Intent.First first = first();
      Guest guest = guest(first);
      TurnContext context = runner.resumed(owner, guest, before.height(), first);
      TimeAndSeed moment = new TimeAndSeed(first.timeMillis(), first.seed());
      Turn turn = turn(guest, first, context).completed(guest, before.height(), moment);
      return block(first, guest, turn);
    }

    /**
     * The block that it ends as if it is not run again: with the calls that its intents tell, as
     * one that diverged.
     */
    public PreparedBlock givenUp() {
      Intent.First first = first();
      Outcome outcome = Turn.diverged("given up");
      return block(
          first, guest(first), Turn.brokenOff(outcome, first.causes(), had(), before.state()));
    }

    private List<HostCallRecord> had() {
      return HostCallEvents.of(
          intents.stream().flatMap(intent -> intent.since().stream()).toList());
    }

    private PreparedBlock block(Intent.First first, Guest guest, Turn turn) {
      boolean spawns = first.cause().data() instanceof EventData.Spawned;
      return PreparedBlock.of(
          runner.codec(),
          owner.key(),
          before,
          spawns ? null : before.registration(),
          guest,
          turn,
          new TimeAndSeed(first.timeMillis(), first.seed()),
          List.of(),
          Metering.of(first.metering()));
    }

    private Turn turn(Guest guest, Intent.First first, TurnContext context) {
      Event cause = first.cause();
      List<HostCallRecord> had = had();
      Intent last = intents.getLast();
      ResumingBoundary boundary =
          HostCallBoundary.resuming(
              context,
              guest.recordsLog(),
              runner.moreIntents(owner, before.height(), first),
              had,
              new HostCallBoundary.OpenCall(last.callIndex(), last.request()));
      Turn turn;
      try {
        turn =
            guest
                .code(first.metering())
                .run(
                    new TurnCode.TurnInput(
                        owner.key(),
                        first.causes(),
                        before.state(),
                        new TimeAndSeed(first.timeMillis(), first.seed()),
                        boundary,
                        // It had the time once; how fast it comes there now is the machine's.
                        TurnCalls.limits(guest, cause).withTime(Rerun.TIME),
                        new Cancellation()));
      } catch (DivergedException e) {
        return Turn.brokenOff(
            Turn.diverged(e.actual().name()), first.causes(), had, before.state());
      }
      if (!boundary.isBehind()) {
        return turn;
      }
      if (Rerun.ofMachine(turn.outcome())) {
        throw new OverloadedException(
            "a turn that was broken off could not run as far as it had: " + turn.outcome().text());
      }
      // It did not come so far as it had: what it did then is told all the same.
      return Turn.brokenOff(Turn.diverged(""), first.causes(), had, before.state());
    }

    private Intent.First first() {
      Intent.First first = intents.getFirst().first();
      if (first == null || intents.stream().anyMatch(each -> each.height() != before.height())) {
        throw new ActorException(
            ActorException.Reason.DAMAGED,
            "the intents of %s are not of its block %d: verify the home"
                .formatted(owner.key(), before.height()));
      }
      return first;
    }

    private Guest guest(Intent.First first) {
      Guest guest =
          first.cause().data() instanceof EventData.Spawned(var module, var manifest, _, _, _)
              ? loader.guest(owner.key(), module, manifest)
              : before.guest();
      if (guest == null || !Objects.equals(guest.module(), first.module())) {
        throw new ActorException(
            ActorException.Reason.DAMAGED,
            "%s intended something with another module than it has: verify the home"
                .formatted(owner.key()));
      }
      return guest;
    }
  }
}
