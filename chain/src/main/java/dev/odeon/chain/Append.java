package dev.odeon.chain;

import dev.odeon.base.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of an append. That the disk failed is neither: it is an exception. */
public sealed interface Append {
  /**
   * All blocks are durable.
   *
   * @param heads of each block, in the order of the commit
   * @param firstSequence the first block's number among all blocks of the home; the others follow
   *     without a gap
   * @param position where the commit stands in the log
   */
  record Appended(List<Head> heads, long firstSequence, long position) implements Append {
    /** Copies the list. */
    public Appended {
      heads = List.copyOf(heads);
    }
  }

  /**
   * Nothing was appended: an event is there that the condition rules out.
   *
   * @param position of the first such event that was found, which is durable
   * @param type its name
   */
  record ConditionFailed(EventPosition position, String type) implements Append {}

  /**
   * Nothing was appended: a chain does not end where it should.
   *
   * @param key whose chain
   * @param expected what was asked for, or what the block's parent and height say
   * @param actual where the chain ends; null if it has no block
   */
  record Conflict(Key key, Expected expected, @Nullable Head actual) implements Append {}
}
