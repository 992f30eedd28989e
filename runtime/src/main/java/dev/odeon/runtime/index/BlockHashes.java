package dev.odeon.runtime.index;

import dev.odeon.base.Hash;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.log.EntryIndex;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Finds blocks by their hash, and by those of their events: the first 8 bytes of it lead to the
 * block's sequence.
 */
public final class BlockHashes implements BlockIndex {
  private final EntryIndex entries = EntryIndex.keepingAll();

  /**
   * The block of {@code hash}, if there is one.
   *
   * @param blocks gives the block of a sequence
   */
  public Optional<Block> find(Hash hash, LongFunction<Optional<Block>> blocks) {
    return Optional.ofNullable(
        entries.newest(
            hash.a(),
            (sequence, _) ->
                blocks.apply(sequence).filter(block -> block.hash().equals(hash)).orElse(null)));
  }

  /**
   * The block with an event of {@code hash}, if there is one; the newest of several.
   *
   * @param blocks gives the block of a sequence
   */
  public Optional<Block> findEvent(Hash hash, LongFunction<Optional<Block>> blocks) {
    return Optional.ofNullable(
        entries.newest(
            hash.a(),
            (sequence, _) ->
                blocks
                    .apply(sequence)
                    .filter(block -> block.header().eventHashes().contains(hash))
                    .orElse(null)));
  }

  /** The latest time of a block, in milliseconds since 1970; 0 before the first block. */
  public long newestMillis() {
    return entries.newestMillis();
  }

  @Override
  public String name() {
    return "blocks";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    sink.put(block.hash().a(), sequence);
    for (Hash event : block.header().eventHashes()) {
      sink.put(event.a(), sequence);
    }
  }
}
