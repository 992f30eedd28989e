package dev.odeon.chain;

import java.util.List;

/**
 * A block that a reader of the log found.
 *
 * @param sequence its place among all blocks of the home
 * @param block the block
 * @param events the indices of those of its events that are wanted, ascending; at least one
 */
public record FoundBlock(long sequence, Block block, List<Integer> events) {
  /** Copies the list. */
  public FoundBlock {
    events = List.copyOf(events);
  }

  /** After which a reader goes on that has seen this block. */
  public EventPosition position() {
    return new EventPosition(sequence, block.eventCount() - 1);
  }
}
