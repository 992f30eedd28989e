package dev.odeon.runtime;

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
import dev.odeon.host.Border;
import dev.odeon.host.Crossing;
import dev.odeon.host.DivergedException;
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
      case Outcome.Exhausted(Outcome.Limit limit) ->
          limit != Outcome.Limit.TIME && (limit != Outcome.Limit.STACK || header.metering() > 0);
      case Outcome.Cancelled _ -> false;
    };
  }

  /** Whether {@code outcome} is a fact about the machine, whatever the metering. */
  static boolean ofMachine(Outcome outcome) {
    return outcome instanceof Outcome.Cancelled
        || outcome instanceof Outcome.Exhausted(Outcome.Limit limit) && limit == Outcome.Limit.TIME;
  }

  /**
   * The turn of {@code block} on {@code state}, or null if it ran no guest.
   *
   * @throws DivergenceException if the guest crosses its border in another way
   */
  @Nullable Turn run(Guest guest, Block block, @Nullable Bytes state) {
    List<Event> events = block.events();
    Event cause = events.getFirst();
    BlockHeader header = block.header();
    TurnCode code = guest.code(header.metering());
    if (!code.runsOn(cause)) {
      return null;
    }
    List<Crossing> recorded = Crossings.of(events);
    RecordedTurn context = new RecordedTurn(chains, storage, header);
    Border border = Border.replaying(context, guest.recordsLog(), recorded);
    try {
      return code.run(
          new TurnCode.Occasion(
              block.key(),
              cause,
              state,
              new Moment(header.timeMillis(), header.seed()),
              border,
              limits(guest, header, cause),
              new Cancellation()));
    } catch (DivergedException e) {
      throw new DivergenceException(
          new Divergence(
              block.key(),
              block.height(),
              e.index() + 1,
              "what crossed the border",
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
    Long memory = PluginCode.memoryBytesMax(cause);
    return guest
        .turn()
        .withMemoryBytesMax(memory == null ? guest.turn().memoryBytesMax() : memory)
        .withTime(TIME)
        .withFuel(exhausted ? used - 1 : Math.max(used, guest.turn().fuel()));
  }

  static String name(@Nullable Hash state) {
    return state == null ? "none" : state.toString();
  }

  /** What crossed, for people. */
  static String describe(@Nullable Crossing crossing) {
    return switch (crossing) {
      case null -> "nothing more";
      case Crossing.Note(_, String line) -> "the log line '" + Brief.text(line) + "'";
      case Crossing.Posted posted -> "a call of " + posted.name() + " with " + posted.args();
      case Crossing.HostCall call -> "a call of " + call.name() + " with " + call.args();
    };
  }
}
