package dev.odeon.runtime.index;

import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.EventKind;
import dev.odeon.log.EntryIndex;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/** Which blocks may name content of the store: in the order of the log, each sequence is a key. */
public final class ContentIndex implements BlockIndex {
  private final EntryIndex entries = EntryIndex.keepingAll();
  private final Predicate<String> mayName;

  /**
   * An empty one.
   *
   * @param mayName whether calls of the function of that name may name content
   */
  public ContentIndex(Predicate<String> mayName) {
    this.mayName = mayName;
  }

  /** Tells the sequences of all blocks that may name content, in order. */
  public void naming(LongConsumer visitor) {
    entries.scan(
        0,
        (sequence, _, _) -> {
          visitor.accept(sequence);
          return true;
        });
  }

  @Override
  public String name() {
    return "contents";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    if (block.has(EventKind.LIFECYCLE) || isCalling(block)) {
      sink.put(sequence, 0);
    }
  }

  private boolean isCalling(Block block) {
    if (block.has(EventKind.CALL) || block.has(EventKind.OUTBOX)) {
      for (EncodedEvent event : block.encodedEvents()) {
        if ((event.is(EventKind.CALL) || event.is(EventKind.OUTBOX))
            && mayName.test(event.name())) {
          return true;
        }
      }
    }
    return false;
  }
}
