package dev.odeon.chain;

/** Called for each block that becomes durable, in the order of the log. */
@FunctionalInterface
public interface DurableListener {
  /**
   * A block is durable, and every reader finds it. On the committer thread, before its append is
   * completed; it must neither block nor throw.
   *
   * @param sequence the block's place among all blocks of the home
   * @param block the very one that was appended
   */
  void durable(long sequence, Block block);
}
