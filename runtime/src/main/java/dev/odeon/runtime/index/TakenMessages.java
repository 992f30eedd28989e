package dev.odeon.runtime.index;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * What the indices know of earlier messages.
 *
 * @param outside those from outside
 * @param between those between actors
 * @param open requests that a guest left open: for as long as they are, and afterwards too
 */
public record TakenMessages(MessageIndex outside, DeliveryIndex between, OpenRequestIndex open)
    implements Dedup {
  @Override
  public @Nullable Block find(Key key, String messageId) {
    Block found = outside.find(key, messageId);
    Block kept = found == null ? open.taken(key, messageId) : null;
    return kept != null && MessageIndex.outsideIds(kept).contains(messageId) ? kept : found;
  }

  @Override
  public @Nullable Block answer(Key key, String requestId) {
    return open.closed(key, requestId);
  }

  @Override
  public @Nullable Block newest(Key receiver, Key sender, EventData.Lane lane) {
    return between.newest(receiver, sender, lane);
  }

  @Override
  public boolean isUndeliverable(MessageId.Sent id) {
    return between.isUndeliverable(id);
  }

  @Override
  public @Nullable Block find(Key receiver, MessageId.Sent id, EventData.Lane lane) {
    return between.find(receiver, id, lane);
  }
}
