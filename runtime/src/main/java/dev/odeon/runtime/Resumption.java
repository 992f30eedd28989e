package dev.odeon.runtime;

import dev.odeon.base.Outcome;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Intent;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.engine.Metering;
import dev.odeon.engine.OverloadedException;
import dev.odeon.host.Border;
import dev.odeon.host.Crossing;
import dev.odeon.host.DivergedException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A turn that was broken off after it had intended something outside: by a crash, or because the
 * machine could not go on. It runs again with exactly what it began with and the answers that it
 * had; then it makes its last call again under the same key, and goes on.
 *
 * @param before the actor before it
 * @param intents all of its intents, in order; not empty
 */
record Resumption(Node node, Actor actor, Live before, List<Intent> intents) {
  /** What a turn of {@code actor} on {@code before} left, or null if none was broken off. */
  static @Nullable Resumption of(Node node, Actor actor, Live before) {
    List<Intent> open = node.chains().openIntents(actor.key());
    return open.isEmpty() ? null : new Resumption(node, actor, before, open);
  }

  /**
   * Runs it: the block that it ends as.
   *
   * @throws ActorException if the intents are not of this actor's next turn
   * @throws dev.odeon.engine.OverloadedException if the machine cannot run it now either
   */
  NextBlock run() {
    Intent.First first = first();
    Event cause = first.cause();
    Guest guest = guest(first);
    Moment moment = new Moment(first.timeMillis(), first.seed());
    LiveTurn context =
        new LiveTurn(
            node,
            guest,
            actor,
            before.height(),
            moment,
            Calls.ownRequest(cause),
            Intents.more(node, actor, before.height(), first));
    return block(first, guest, turn(guest, first, context));
  }

  /**
   * The block that it ends as if it is not run again: with the calls that its intents tell, as one
   * that diverged.
   */
  NextBlock givenUp() {
    Intent.First first = first();
    Outcome outcome = Turn.diverged("given up");
    return block(
        first, guest(first), Turn.brokenOff(outcome, first.cause(), had(), before.state()));
  }

  private List<Crossing> had() {
    return Crossings.of(intents.stream().flatMap(intent -> intent.since().stream()).toList());
  }

  private NextBlock block(Intent.First first, Guest guest, Turn turn) {
    boolean spawns = first.cause().data() instanceof EventData.Spawned;
    return NextBlock.of(
        actor.key(),
        before,
        spawns ? null : before.registration(),
        guest,
        turn,
        new Moment(first.timeMillis(), first.seed()),
        List.of(),
        Metering.of(first.metering()));
  }

  private Turn turn(Guest guest, Intent.First first, LiveTurn context) {
    Event cause = first.cause();
    List<Crossing> had = had();
    Intent last = intents.getLast();
    Border border =
        Border.resuming(
            context,
            guest.recordsLog(),
            had,
            new Border.OpenCall(last.callIndex(), last.request()));
    Turn turn;
    try {
      turn =
          guest
              .code(first.metering())
              .run(
                  new TurnCode.Occasion(
                      actor.key(),
                      cause,
                      before.state(),
                      context.moment(),
                      border,
                      // It had the time once; how fast it comes there now is the machine's.
                      limits(guest, cause).withTime(Rerun.TIME),
                      new Cancellation()));
    } catch (DivergedException e) {
      return Turn.brokenOff(Turn.diverged(e.actual().name()), cause, had, before.state());
    }
    if (!border.isBehind()) {
      return turn;
    }
    if (isOfMachine(turn.outcome(), first.metering())) {
      throw new OverloadedException(
          "a turn that was broken off could not run as far as it had: " + turn.outcome().text());
    }
    // It did not come so far as it had: what it did then is told all the same.
    return Turn.brokenOff(Turn.diverged(""), cause, had, before.state());
  }

  private static Limits limits(Guest guest, Event cause) {
    return cause.data() instanceof EventData.Spawned ? guest.init() : guest.turn();
  }

  private static boolean isOfMachine(Outcome outcome, int metering) {
    return Rerun.ofMachine(outcome)
        || metering == 0
            && outcome instanceof Outcome.Exhausted(Outcome.Limit limit)
            && limit == Outcome.Limit.STACK;
  }

  private Intent.First first() {
    Intent.First first = intents.getFirst().first();
    if (first == null || intents.stream().anyMatch(each -> each.height() != before.height())) {
      throw new ActorException(
          ActorException.Reason.DAMAGED,
          "the intents of %s are not of its block %d: run odeon verify"
              .formatted(actor.key(), before.height()));
    }
    return first;
  }

  private Guest guest(Intent.First first) {
    Guest guest =
        first.cause().data() instanceof EventData.Spawned(var module, var manifest, _, _)
            ? node.loader().guest(actor.key(), module, manifest)
            : before.guest();
    if (guest == null || !Objects.equals(guest.module(), first.module())) {
      throw new ActorException(
          ActorException.Reason.DAMAGED,
          "%s intended something with another module than it has: run odeon verify"
              .formatted(actor.key()));
    }
    return guest;
  }
}
