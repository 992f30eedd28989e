package dev.odeon.runtime;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import org.jspecify.annotations.Nullable;

/** Tells what was made of messages that were seen before. */
interface Dedup {
  /**
   * The newest durable block of {@code key} that took the message {@code messageId} from outside,
   * or null.
   */
  @Nullable Block find(Key key, String messageId);

  /**
   * The durable block of {@code key} that answered the request {@code requestId} after the turn
   * that took it, or null.
   */
  @Nullable Block answer(Key key, String requestId);
}
