package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Head;
import dev.odeon.runtime.Divergence;
import dev.odeon.runtime.DivergenceException;
import dev.odeon.runtime.ReplayReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the whole history of an actor again and compares it with its chain, block by block: events,
 * state, outcome, fuel and hash. What only the machine decided (time, cancellation) is taken as
 * recorded.
 */
public final class Replay {
  private final Chains chains;
  private final StateLoader loader;
  private final Rerun rerun;

  /** Of any actor of {@code chains}. */
  public Replay(Chains chains, StateLoader loader, Storage storage) {
    this.chains = chains;
    this.loader = loader;
    this.rerun = new Rerun(chains, storage);
  }

  /** Where a replay stands. */
  private static final class Course {
    @Nullable Guest guest;
    @Nullable Bytes state;
    @Nullable Hash stateHash;
    Hash last = Hash.ZERO;
    long blocks;
    long run;
    long asRecorded;
  }

  /**
   * Replays {@code head}'s chain with the modules it names, up to the first difference.
   *
   * @param progress is told the height of each block that was done
   */
  public ReplayReport run(Head head, LongConsumer progress) {
    Course course = new Course();
    List<Divergence> found = new ArrayList<>(1);
    chains.blocks(
        head.key(),
        0,
        head.height() + 1,
        block -> {
          Divergence divergence = step(course, block, loader.named(course.guest, block));
          if (divergence == null) {
            course.blocks++;
            progress.accept(block.height());
          } else {
            found.add(divergence);
          }
          return divergence == null;
        });
    return report(head, course, found);
  }

  private @Nullable Divergence step(Course course, Block block, @Nullable Guest guest) {
    course.guest = guest;
    BlockHeader header = block.header();
    Turn turn = null;
    if (guest != null && Rerun.repeatable(header)) {
      try {
        turn = rerun.run(guest, block, course.state);
      } catch (DivergenceException e) {
        return e.divergence();
      }
    }
    if (turn == null) {
      course.asRecorded++;
    } else {
      course.run++;
    }
    List<Event> events = turn == null ? block.events() : turn.events();
    Bytes after = turn == null ? Rerun.stateUnrun(block, course.state) : turn.state();
    Outcome outcome = turn == null ? header.outcome() : turn.outcome();
    Long fuel = turn == null ? header.fuel() : turn.fuel();
    Hash afterHash = after == course.state ? course.stateHash : hash(after, turn);
    Block again =
        Block.of(
            new BlockHeader(
                header.key(),
                header.height(),
                course.last,
                header.timeMillis(),
                header.module(),
                header.metering(),
                header.seed(),
                afterHash,
                List.of(),
                outcome,
                fuel),
            events);
    Divergence divergence = again.equals(block) ? null : compare(block, events, after, outcome);
    if (divergence != null) {
      return divergence;
    }
    if (!Objects.equals(fuel, header.fuel())) {
      return difference(block, -1, "the fuel", name(header.fuel()), name(fuel));
    }
    course.state = after;
    course.stateHash = afterHash;
    course.last = again.hash();
    return again.equals(block)
        ? null
        : difference(block, -1, "the block's hash", block.hash(), again.hash());
  }

  /** The hash of the state that {@code turn} made, which its event has computed already. */
  private static @Nullable Hash hash(@Nullable Bytes state, @Nullable Turn turn) {
    EventData.State changed = turn == null ? null : turn.stateChange();
    return changed == null ? hash(state) : changed.hash();
  }

  private static @Nullable Divergence compare(
      Block block, List<Event> events, @Nullable Bytes after, Outcome outcome) {
    BlockHeader header = block.header();
    if (!outcome.equals(header.outcome())) {
      return new Divergence(
          block.key(),
          block.height(),
          -1,
          "the outcome",
          Brief.text(header.outcome().text()),
          Brief.text(outcome.text()));
    }
    for (int i = 0; i < Math.max(events.size(), block.eventCount()); i++) {
      EncodedEvent expected = i < block.eventCount() ? block.encodedEvents().get(i) : null;
      Event actual = i < events.size() ? events.get(i) : null;
      if (!Objects.equals(expected, actual == null ? null : new EncodedEvent(actual.encoded()))) {
        return difference(
            block,
            i,
            "the event",
            expected == null ? "nothing more" : text(expected.decode()),
            actual == null ? "nothing more" : text(actual));
      }
    }
    return Objects.equals(hash(after), header.stateHash())
        ? null
        : difference(
            block, -1, "the state", Rerun.name(header.stateHash()), Rerun.name(hash(after)));
  }

  private static ReplayReport report(Head head, Course course, List<Divergence> found) {
    return new ReplayReport(
        head.key(), course.blocks, course.run, course.asRecorded, head.hash(), course.last, found);
  }

  private static Divergence difference(
      Block block, int event, String what, Object expected, Object actual) {
    return new Divergence(
        block.key(), block.height(), event, what, expected.toString(), actual.toString());
  }

  private static String text(Event event) {
    String name = event.name().isEmpty() ? "" : " " + event.name();
    String detail =
        switch (event.data()) {
          case EventData.State state -> " " + Rerun.name(state.hash());
          case EventData.Reply(Bytes payload) -> " " + Brief.bytes(payload);
          case EventData.Note(String line) -> " '" + Brief.text(line) + "'";
          default -> "";
        };
    return event.kind() + name + detail;
  }

  private static String name(@Nullable Long fuel) {
    return fuel == null ? "none" : fuel.toString();
  }

  private static @Nullable Hash hash(@Nullable Bytes state) {
    return state == null ? null : Hash.of(state);
  }
}
