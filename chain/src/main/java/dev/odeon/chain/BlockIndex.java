package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.log.IndexFile;
import java.util.function.Supplier;

/**
 * Derived data about blocks, kept per segment of the log: what a room above knows of them (message
 * ids, outboxes). It receives every durable block once, in order, and its file of a sealed segment
 * is given back to it at the next open. Delete the files, and it receives the blocks again. At open
 * all calls come from the thread that opens; then {@link #block} and {@link #seal} from the
 * committer, {@link #load} from another.
 */
public interface BlockIndex {
  /** The index's name: lower-case letters; part of its files' names. */
  String name();

  /**
   * A block is durable.
   *
   * @param sequence the block's place among all blocks of the home
   * @param position the place of its commit in the log
   * @param block decoded as far as it is asked
   */
  void block(long sequence, long position, Block block);

  /**
   * A block is lost: damaged beyond reading. At open, in the place of {@link #block}.
   *
   * @param sequence the block's place among all blocks of the home
   */
  default void lost(long sequence) {}

  /**
   * The active segment ended: what was received so far is frozen, what follows belongs to the next.
   * Returns at once; the bytes that {@link #load} shall get are asked for later, once, by another
   * thread.
   */
  Supplier<Bytes> seal();

  /**
   * A sealed segment: at open instead of its blocks, or after them and {@link #seal}; later after
   * {@link #seal}, so that nothing of it need stay in memory.
   *
   * @param firstSequence of the segment's blocks
   * @param endSequence one past the last
   * @param sealed what {@link #seal} gave; any thread may read it, now and later
   * @throws dev.odeon.base.MalformedException if it is not understood; at open the blocks come
   *     again then
   */
  void load(long firstSequence, long endSequence, IndexFile sealed);
}
