package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import dev.odeon.log.EntryIndex;
import dev.odeon.log.EntryRun;

/**
 * Derived data about blocks: what a room above wants to find them by (message ids, hashes). An
 * index says which entries a block gives, and what it can be asked of its {@link #entries}. Where
 * they are kept, in memory or in a file for each segment of the log, and that they are made again
 * from the blocks when a file is missing or not understood, is the chains' business.
 *
 * <p>Each durable block comes once, in the order of the log: while the chains are opened on the
 * thread that opens them, then on the committer thread, before the append is answered. So {@link
 * #block} is quick, and does not fail for any block.
 */
public interface BlockIndex {
  /** Takes what one block gives. */
  @FunctionalInterface
  interface Sink {
    /**
     * An entry.
     *
     * @param value no smaller than those of the key before, unsigned: such as the block's sequence
     * @param payload what belongs to it
     */
    void put(long key, long value, Bytes payload);

    /** An entry without a payload. */
    default void put(long key, long value) {
      put(key, value, Bytes.empty());
    }
  }

  /** The index's name: lower-case letters; part of its files' names. No other index has it. */
  String name();

  /** Of what blocks give: another number, and all files are made again. */
  int version();

  /** What the index is asked of. The same at each call, and of this index alone. */
  EntryIndex entries();

  /**
   * A block is durable.
   *
   * @param sequence the block's place among all blocks of the home
   * @param block decoded as far as it is asked
   * @param sink takes its entries, during the call
   */
  void block(long sequence, Block block, Sink sink);

  /** The log keeps content of {@code bytes} for the blocks that come next. */
  default void content(long bytes) {}

  /** The segment of the log ends after the last block given: what else it has for its entries. */
  default void ends(Sink sink) {}

  /**
   * The entries of a segment are known from its file, and its blocks do not come. While opening, in
   * the place of the blocks; for an index that keeps more in memory than its entries.
   *
   * @throws MalformedException if it does not understand them; the blocks come then
   */
  default void restored(EntryRun segment) {}
}
