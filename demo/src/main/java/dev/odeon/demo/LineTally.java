package dev.odeon.demo;

import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.cli.actor.Feed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts, block by block, in how many blocks each line of the demo took effect: once is right. What
 * was acknowledged must stand where the acknowledgement said.
 */
final class LineTally {
  private final List<String> lines;
  private final Map<Integer, Feed.Acknowledgement> acknowledged;
  private final Map<String, Integer> effects = new HashMap<>();
  private final Map<Long, String> hashes = new HashMap<>();
  private long altered;

  /** Counts for {@code lines}, of which {@code acknowledged} were, by the line's index. */
  LineTally(List<String> lines, Map<Integer, Feed.Acknowledgement> acknowledged) {
    this.lines = lines;
    this.acknowledged = acknowledged;
  }

  /** Counts the actor's next block. */
  void add(Block block) {
    hashes.put(block.height(), block.hash().toString());
    if (!(block.header().outcome() instanceof Outcome.Returned)) {
      return;
    }
    for (Event event : block.events()) {
      if (event.data() instanceof EventData.Message message
          && message.id() instanceof MessageId.Outside(String id)
          && id.startsWith(DemoFeeding.PREFIX)) {
        effects.merge(id, 1, Integer::sum);
        altered += message.body().text().equals(body(id)) ? 0 : 1;
      }
    }
  }

  /** How many lines took no effect, or were acknowledged and are not where they were said to be. */
  long lost() {
    return indices().filter(index -> effects(index) == 0 || misplaced(index)).count();
  }

  /** How many lines took effect more than once. */
  long twice() {
    return indices().filter(index -> effects(index) > 1).count();
  }

  /** How many blocks hold something else than the line whose id they name. */
  long altered() {
    return altered;
  }

  private java.util.stream.IntStream indices() {
    return java.util.stream.IntStream.range(0, lines.size());
  }

  private int effects(int index) {
    return effects.getOrDefault(DemoFeeding.id(index), 0);
  }

  private boolean misplaced(int index) {
    Feed.Acknowledgement said = acknowledged.get(index);
    return said != null && !said.hash().equals(hashes.get(said.height()));
  }

  private String body(String id) {
    int index = DemoFeeding.index(id);
    return index < lines.size() ? DemoFeeding.body(lines.get(index)) : "";
  }
}
