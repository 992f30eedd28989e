package dev.odeon.runtime.index;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import org.jspecify.annotations.Nullable;

/** Tells what was made of messages that were seen before. */
public interface Dedup {
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

  /**
   * The newest durable block of {@code receiver} that took a message of {@code sender} in {@code
   * lane}, or closed one as a dead letter; null if there is none.
   */
  @Nullable Block newest(Key receiver, Key sender, EventData.Lane lane);

  /** Whether the durable chain of its sender says that {@code id} cannot be delivered. */
  boolean isUndeliverable(MessageId.Sent id);

  /** The newest durable block of {@code receiver} that took {@code id}, or null. */
  @Nullable Block find(Key receiver, MessageId.Sent id, EventData.Lane lane);
}
