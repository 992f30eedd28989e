package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.host.DivergedException;
import dev.odeon.host.HostCallBoundary;
import dev.odeon.host.HostCallRecord;
import dev.odeon.runtime.Divergence;
import dev.odeon.runtime.DivergenceException;
import dev.odeon.runtime.HostCallEvents;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a turn that a block tells of once more, from what the block recorded alone. Nothing is
 * appended, nothing leaves.
 */
final class Rerun {
  /**
   * A turn that returned may take longer on this machine than its limit was: time is a fact about
   * the machine.
   */
  static final Duration TIME = Duration.ofMinutes(10);

  private final Chains chains;
  private final Storage storage;

  Rerun(Chains chains, Storage storage) {
    this.chains = chains;
    this.storage = storage;
  }

  /**
   * Whether what ended the turn of {@code block} would end it again: not what only the machine
   * decided.
   */
  static boolean repeatable(BlockHeader header) {
    return switch (header.outcome()) {
      case Outcome.Returned _, Outcome.Rejected _ -> true;
      case Outcome.Trapped trapped -> !Turn.isDiverged(trapped);
      case Outcome.Exhausted _, Outcome.Cancelled _ -> !ofMachine(header.outcome());
    };
  }

  /** Whether {@code outcome} is a fact about the machine. */
  static boolean ofMachine(Outcome outcome) {
    return outcome instanceof Outcome.Cancelled
        || outcome instanceof Outcome.Exhausted(Outcome.Limit limit) && limit == Outcome.Limit.TIME;
  }

  /**
   * The turn of {@code block} on {@code state}, or null if it ran no guest.
   *
   * @throws DivergenceException if the guest calls or logs something else
   */
  @Nullable Turn run(Guest guest, Block block, @Nullable Bytes state) {
    List<Event> events = block.events();
    List<Event> causes = block.causes();
    Event cause = causes.getFirst();
    if (!guest.code().runsOn(cause)) {
      return null;
    }
    BlockHeader header = block.header();
    List<HostCallRecord> recorded = HostCallEvents.of(events);
    RecordedTurn context = new RecordedTurn(chains, storage, header);
    HostCallBoundary boundary = HostCallBoundary.replaying(context, guest.recordsLog(), recorded);
    try {
      return guest
          .code(header.metering())
          .run(
              new TurnCode.TurnInput(
                  block.key(),
                  causes,
                  state,
                  new TimeAndSeed(header.timeMillis(), header.seed()),
                  boundary,
                  limits(guest, header, cause),
                  new Cancellation()))
          .completed(guest, header.height(), new TimeAndSeed(header.timeMillis(), header.seed()));
    } catch (DivergedException e) {
      throw new DivergenceException(
          new Divergence(
              block.key(),
              block.height(),
              e.index() + causes.size(),
              "a host call or log line",
              describe(e.expected()),
              describe(e.actual())));
    }
  }

  /** The state after {@code block}, which ran no guest: as it was, unless it was dropped. */
  static @Nullable Bytes stateUnrun(Block block, @Nullable Bytes state) {
    boolean dropped =
        block.eventCount() > 1
            && block.event(0).data() instanceof EventData.Because
            && block.event(1).data() instanceof EventData.State;
    return dropped ? null : state;
  }

  /**
   * The state after {@code block}, if it is what the block says.
   *
   * @throws DivergenceException if it is not
   */
  @Nullable Bytes stateAfter(Guest guest, Block block, @Nullable Bytes state) {
    BlockHeader header = block.header();
    Hash before = state == null ? null : Hash.of(state);
    if (Objects.equals(before, header.stateHash())) {
      return state;
    }
    Turn turn = header.outcome() instanceof Outcome.Returned ? run(guest, block, state) : null;
    Bytes after = turn == null ? stateUnrun(block, state) : turn.state();
    Hash actual = after == null ? null : Hash.of(after);
    if (!Objects.equals(actual, header.stateHash())) {
      throw new DivergenceException(
          new Divergence(
              block.key(),
              block.height(),
              -1,
              "the state",
              name(header.stateHash()),
              name(actual)));
    }
    return after;
  }

  /**
   * Limits under which the turn ends as it did: a turn that used up its fuel stops at the same
   * place with any limit from the one it had to just under what was charged when it stopped.
   */
  private static Limits limits(Guest guest, BlockHeader header, Event cause) {
    long used = header.fuel() == null ? 0 : header.fuel();
    boolean exhausted =
        header.outcome() instanceof Outcome.Exhausted(Outcome.Limit limit)
            && limit == Outcome.Limit.FUEL;
    Limits limits = TurnCalls.limits(guest, cause);
    return limits.withTime(TIME).withFuel(exhausted ? used - 1 : Math.max(used, limits.fuel()));
  }

  static String name(@Nullable Hash state) {
    return state == null ? "none" : state.toString();
  }

  /** A call or log line, for people. */
  static String describe(@Nullable HostCallRecord crossing) {
    return switch (crossing) {
      case null -> "nothing more";
      case HostCallRecord.Note(_, String line) -> "the log line '" + Brief.text(line) + "'";
      case HostCallRecord.Posted posted -> "a call of " + posted.name() + " with " + posted.args();
      case HostCallRecord.HostCall call -> "a call of " + call.name() + " with " + call.args();
    };
  }
}
