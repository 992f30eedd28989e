package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Priority;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.chain.EventMetadata;
import dev.odeon.chain.MessageId;
import dev.odeon.host.Contract;
import dev.odeon.host.capability.MessageCapability.ChannelClose;
import dev.odeon.host.capability.MessageCapability.ChannelMessage;
import dev.odeon.host.capability.MessageCapability.Outgoing;
import dev.odeon.host.capability.MessageCapability.Send;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.index.ChannelChanges;
import dev.odeon.runtime.index.DeliveryIndex;
import dev.odeon.runtime.turn.RequestReplies;
import org.jspecify.annotations.Nullable;

/**
 * A one-way message of an actor, from its durable block on until its receiver's chain closes it.
 * Only {@link #follows} changes: guarded by the outbox while it is not in a mailbox.
 */
final class SentMessage implements TurnRequest {
  private final long sequence;
  private final Key to;
  private final MessageId.Sent id;
  private final Lane lane;
  private final String export;
  private final @Nullable String channel;
  private final Bytes body;
  private final String correlation;
  private final String causation;

  /** When it may wait no longer, in milliseconds since 1970; null for never. */
  private final @Nullable Long dueMillis;

  private volatile MessageId.@Nullable Sent predecessor;

  private SentMessage(
      long sequence,
      Key to,
      MessageId.Sent id,
      Lane lane,
      Outgoing sent,
      String correlation,
      String causation,
      @Nullable Long dueMillis) {
    this.sequence = sequence;
    this.to = to;
    this.id = id;
    this.lane = lane;
    this.body = sent.body();
    this.export =
        switch (sent) {
          case Send _ -> Message.Kind.SEND.function();
          case ChannelMessage _ -> Contract.HANDLE_CHANNEL_MESSAGE;
          case ChannelClose _ -> Contract.HANDLE_CHANNEL_CLOSE;
        };
    this.channel =
        switch (sent) {
          case Send _ -> null;
          case ChannelMessage message -> message.channel().text();
          case ChannelClose close -> close.channel().text();
        };
    this.correlation = correlation;
    this.causation = causation;
    this.dueMillis = dueMillis;
  }

  /**
   * The message that the call {@code index} of {@code block} sends. It goes on with the correlation
   * of what caused it, or begins one with that.
   *
   * @param sequence the block's place among all blocks of the home
   * @param otherwise its lane if the sender did not say
   */
  static SentMessage of(long sequence, Block block, long index, Outgoing sent, Lane otherwise) {
    Send.Options options = sent instanceof Send send ? send.options() : Send.Options.NONE;
    Priority priority = options.priority();
    Long deadline = options.deadlineMillis();
    String own = options.correlation();
    // What goes on a channel keeps its order whatever the manifest says by then.
    Lane usual = sent instanceof Send ? otherwise : Lane.NORMAL;
    EventData.Message cause =
        block.event(0).data() instanceof EventData.Message message ? message : null;
    MessageId id = cause == null ? null : cause.id();
    String causation =
        id == null ? block.key().text() + "/" + block.height() : RequestReplies.nameOf(id);
    String correlation = own != null || cause == null ? own : cause.correlation();
    return new SentMessage(
        sequence,
        sent.to(),
        new MessageId.Sent(block.key(), block.height(), index),
        priority == null ? usual : Lane.of(priority),
        sent,
        correlation == null ? causation : correlation,
        causation,
        deadline == null ? null : (Long) (block.header().timeMillis() + deadline));
  }

  /** Whether it may wait no longer at {@code nowMillis}. */
  boolean isLate(long nowMillis) {
    return dueMillis != null && nowMillis > dueMillis;
  }

  /** The sequence of the block that sent it. */
  long sequence() {
    return sequence;
  }

  @Override
  public Key to() {
    return to;
  }

  @Override
  public @Nullable String id() {
    return null;
  }

  @Override
  public MessageId.Sent messageId() {
    return id;
  }

  @Override
  public Lane lane() {
    return lane;
  }

  @Override
  public String export() {
    return export;
  }

  /** The channel that it comes on; null if it comes on none. */
  @Nullable String channel() {
    return channel;
  }

  private @Nullable EventMetadata metadata() {
    return channel == null ? null : ChannelChanges.metadata(channel);
  }

  @Override
  public Bytes body() {
    return body;
  }

  @Override
  public boolean mayJoin() {
    return channel == null;
  }

  /** What must be closed before it is taken; null if all before it is. */
  MessageId.@Nullable Sent predecessor() {
    return predecessor;
  }

  /** It is handed in behind {@code before}. */
  void follows(@Nullable SentMessage before) {
    predecessor = before == null ? null : before.id;
  }

  @Override
  public Event cause(long attempt, @Nullable Long deadlineMillis) {
    return Event.of(
        export(),
        new EventData.Message(
            id,
            lane,
            attempt,
            body,
            correlation,
            causation,
            dueMillis == null ? deadlineMillis : dueMillis,
            null,
            metadata()));
  }

  /** The event by which its receiver closes it without a turn of the guest. */
  Event deadLetter(String reason) {
    return Event.of(
        DeliveryIndex.DEAD_LETTER,
        new EventData.Settlement(id, lane, export(), body, reason, metadata()));
  }

  /** The event by which its sender's chain closes it. */
  Event undeliverable(String reason) {
    return Event.of(
        DeliveryIndex.UNDELIVERABLE,
        new EventData.Settlement(id, lane, export(), null, reason, metadata()));
  }

  @Override
  public String toString() {
    return "message " + id + " to " + to;
  }
}
