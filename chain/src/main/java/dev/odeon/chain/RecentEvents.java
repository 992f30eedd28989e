package dev.odeon.chain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The domain events that became durable last, and those of the batch in flight: what a condition is
 * compared with that was searched a moment ago. Owned by the committer thread.
 */
final class RecentEvents {
  private static final int BLOCKS_MAX = 4_096;
  private static final long BYTES_MAX = 4L << 20;

  private final BlockSearch search;
  private final Deque<Durable> durable = new ArrayDeque<>();
  private final Set<AppendGroup> inFlight = new LinkedHashSet<>();
  private long bytes;

  /** All blocks from here on that have domain events are in {@link #durable}. */
  private long from;

  private record Durable(long sequence, Block block) {}

  /**
   * What fails a condition.
   *
   * @param cause the group that must be durable first; null if it is
   * @param answer what is answered then
   */
  record Failure(@Nullable AppendGroup cause, Supplier<Append> answer) {}

  /** None yet, in a log of {@code end} blocks. */
  RecentEvents(BlockSearch search, long end) {
    this.search = search;
    this.from = end;
  }

  /** What fails {@code check}; null if it holds. */
  @Nullable Failure failure(ConditionCheck check, ChainReader reader) {
    FoundBlock found = check.found();
    if (found == null && check.searched() < from) {
      found = between(check, reader);
    }
    if (found != null) {
      FoundBlock first = found;
      return new Failure(null, () -> ConditionCheck.failed(first));
    }
    Failure first = amongDurable(check);
    return first != null ? first : amongInFlight(check);
  }

  /** The newest come first: mostly only a few came since the search. */
  private @Nullable Failure amongDurable(ConditionCheck check) {
    Failure first = null;
    Iterator<Durable> back = durable.descendingIterator();
    while (back.hasNext()) {
      Durable each = back.next();
      if (each.sequence < check.searched()) {
        break;
      }
      ConditionCheck.Match match = check.match(each.block);
      if (match != null) {
        first = new Failure(null, () -> answer(each.sequence, match));
      }
    }
    return first;
  }

  private @Nullable Failure amongInFlight(ConditionCheck check) {
    for (AppendGroup group : inFlight) {
      for (int i = 0; i < group.blockCount(); i++) {
        ConditionCheck.Match match = check.match(group.block(i));
        if (match != null) {
          int offset = i;
          return new Failure(group, () -> answer(group.firstSequence() + offset, match));
        }
      }
    }
    return null;
  }

  private static Append answer(long sequence, ConditionCheck.Match match) {
    return new Append.ConditionFailed(new EventPosition(sequence, match.index()), match.type());
  }

  /** Rarely: so much came since the search that it is not here any more. */
  private @Nullable FoundBlock between(ConditionCheck check, ChainReader reader) {
    return search
        .cursor(reader, check.condition().filter(), new StartPoint.At(check.searched()), from)
        .poll(from, () -> false);
  }

  /** {@code group} will be written. */
  void admitted(AppendGroup group) {
    if (hasEvents(group)) {
      inFlight.add(group);
    }
  }

  private static boolean hasEvents(AppendGroup group) {
    for (int i = 0; i < group.blockCount(); i++) {
      if (group.block(i).has(EventKind.DOMAIN)) {
        return true;
      }
    }
    return false;
  }

  /** {@code group} is durable. */
  void committed(AppendGroup group) {
    if (!inFlight.remove(group)) {
      return;
    }
    for (int i = 0; i < group.blockCount(); i++) {
      durable.add(new Durable(group.firstSequence() + i, group.block(i)));
      bytes += group.block(i).size();
    }
    while (durable.size() > BLOCKS_MAX || bytes > BYTES_MAX) {
      Durable oldest = durable.remove();
      bytes -= oldest.block.size();
      from = oldest.sequence + 1;
    }
  }

  /** What was in flight will never be there. */
  void fallBack() {
    inFlight.clear();
  }
}
