package dev.odeon.runtime.index;

import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.log.EntryIndex;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Finds the last turn of an actor that trapped or reached a limit: the print of its key leads to
 * the sequences of such blocks.
 */
public final class FailedTurns implements BlockIndex {
  private final EntryIndex entries = EntryIndex.keepingAll();

  /**
   * The last failed turn of {@code key}, if one failed.
   *
   * @param blocks gives the block of a sequence
   */
  public Optional<Block> last(Key key, LongFunction<Optional<Block>> blocks) {
    return Optional.ofNullable(
        entries.newest(
            print(key),
            (sequence, _) ->
                blocks.apply(sequence).filter(block -> block.key().equals(key)).orElse(null)));
  }

  @Override
  public String name() {
    return "failures";
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
    Outcome outcome = block.header().outcome();
    if (outcome instanceof Outcome.Trapped || outcome instanceof Outcome.Exhausted) {
      sink.put(print(block.key()), sequence);
    }
  }

  private static long print(Key key) {
    CborWriter out = new CborWriter(96);
    out.array(3).keyItems(key);
    return Hash.of(out.toBytes()).a();
  }
}
