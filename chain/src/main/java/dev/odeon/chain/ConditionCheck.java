package dev.odeon.chain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on its way to the committer. What was durable when it was made is searched by the
 * thread that makes it; the committer compares only what came since.
 *
 * @param condition what must not be there
 * @param searched the sequence below which all is searched
 * @param found the first block that speaks against it; null if none does
 */
record ConditionCheck(AppendCondition condition, long searched, @Nullable FoundBlock found) {
  /** An event that speaks against a condition. */
  record Match(int index, String type) {}

  /**
   * Searches what is durable.
   *
   * @param end how many blocks are there
   * @throws ChainException if the condition counts from a position that is not there
   */
  static ConditionCheck of(
      BlockSearch search, ChainReader reader, AppendCondition condition, long end) {
    return new ConditionCheck(condition, end, first(search, reader, condition, end));
  }

  private static @Nullable FoundBlock first(
      BlockSearch search, ChainReader reader, AppendCondition condition, long end) {
    EventPosition after = condition.after();
    StartPoint start = after == null ? StartPoint.START : new StartPoint.After(after);
    return search.cursor(reader, condition.filter(), start, end).poll(end, () -> false);
  }

  /** The first event of a block that comes after all that was searched; null if none counts. */
  @Nullable Match match(Block block) {
    List<Integer> events = condition.filter().matching(block);
    return events.isEmpty() ? null : match(block, events.getFirst());
  }

  private static Match match(Block block, int index) {
    return new Match(index, block.encodedEvents().get(index).name());
  }

  /** What is answered because of a durable block. */
  static Append.ConditionFailed failed(FoundBlock found) {
    int index = found.events().getFirst();
    return new Append.ConditionFailed(
        new EventPosition(found.sequence(), index), match(found.block(), index).type());
  }
}
