package dev.odeon.runtime.index;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventMetadata;
import dev.odeon.chain.MessageId;
import dev.odeon.host.Contract;
import dev.odeon.host.capability.ChannelId;
import dev.odeon.host.capability.ChannelView.Status;
import dev.odeon.host.capability.MessageCapability;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a block says of the channels of its actor. */
public final class ChannelChanges {
  /** The name under which the metadata of a message has its channel. */
  public static final String CHANNEL = "channel";

  private ChannelChanges() {}

  /**
   * What an actor answered to who asked for a channel, as its reply has it.
   *
   * @param accepted whether it accepts
   * @param message what it says of that, if anything
   */
  public record Acceptance(boolean accepted, @Nullable Bytes message) {
    /** The bytes of the reply. */
    public Bytes encoded() {
      CborWriter out = new CborWriter(16);
      out.array(2).bool(accepted);
      return (message == null ? out.nil() : out.bytes(message)).toBytes();
    }

    /**
     * The acceptance that {@code reply} is.
     *
     * @throws MalformedException if it is none
     */
    public static Acceptance decode(Bytes reply) {
      CborReader in = new CborReader(reply);
      in.array(2);
      boolean accepted = in.bool();
      Acceptance decoded = new Acceptance(accepted, in.nil() ? null : in.bytes());
      in.end();
      return decoded;
    }
  }

  static boolean isCause(String name) {
    return name.equals(Contract.HANDLE_CHANNEL_OPEN) || name.equals(Contract.HANDLE_CHANNEL_CLOSE);
  }

  static boolean isCall(String name) {
    return name.equals(MessageCapability.OPEN_CHANNEL_NAME)
        || name.equals(MessageCapability.CLOSE_CHANNEL_NAME);
  }

  /** The channel that metadata names, or null. */
  public static @Nullable String channel(@Nullable EventMetadata metadata) {
    return metadata == null ? null : metadata.get(CHANNEL);
  }

  /** The metadata that names {@code channel}. */
  public static EventMetadata metadata(String channel) {
    return new EventMetadata(Map.of(CHANNEL, channel));
  }

  /** The channel that the request {@code id} asks {@code acceptor} for. */
  public static ChannelId asked(MessageId.Sent id, dev.odeon.base.Key acceptor) {
    return new ChannelId(id.sender(), id.height(), id.index(), acceptor);
  }

  /** What became of which channel by {@code block}. */
  public static Map<String, Status> of(Block block) {
    Map<String, Status> changes = new LinkedHashMap<>(2);
    Outcome outcome = block.header().outcome();
    boolean returned = outcome instanceof Outcome.Returned;
    Event cause = block.event(0);
    if (returned || outcome instanceof Outcome.Rejected) {
      caused(block, cause, returned, changes);
    }
    if (returned) {
      for (Event event : block.events()) {
        called(event, changes);
      }
    }
    return changes;
  }

  private static void caused(
      Block block, Event cause, boolean returned, Map<String, Status> changes) {
    switch (cause.data()) {
      case EventData.Message message -> {
        String channel = channel(message.metadata());
        if (cause.name().equals(Contract.HANDLE_CHANNEL_CLOSE) && channel != null) {
          changes.put(channel, Status.CLOSED);
        } else if (returned
            && cause.name().equals(Contract.HANDLE_CHANNEL_OPEN)
            && message.id() instanceof MessageId.Sent id
            && accepts(block)) {
          changes.put(asked(id, block.key()).text(), Status.OPEN);
        }
      }
      case EventData.Settlement settlement -> {
        String channel = channel(settlement.metadata());
        if (channel != null
            && cause.name().equals(DeliveryIndex.DEAD_LETTER)
            && Contract.HANDLE_CHANNEL_CLOSE.equals(settlement.export())) {
          changes.put(channel, Status.CLOSED);
        }
      }
      default -> {}
    }
  }

  private static boolean accepts(Block block) {
    try {
      return block.events().getLast().data() instanceof EventData.Reply(Bytes reply)
          && Acceptance.decode(reply).accepted();
    } catch (MalformedException e) {
      return false;
    }
  }

  private static void called(Event event, Map<String, Status> changes) {
    if (event.data() instanceof EventData.Call call
        && event.name().equals(MessageCapability.OPEN_CHANNEL_NAME)
        && call.reply() instanceof EventData.CallReply.Value(Bytes reply)) {
      String opened = MessageCapability.opened(reply);
      if (opened != null) {
        changes.put(opened, Status.OPEN);
      }
    } else if (event.data() instanceof EventData.Outbox outbox
        && event.name().equals(MessageCapability.CLOSE_CHANNEL_NAME)) {
      boolean lost = MessageCapability.isLost(outbox.reply());
      changes.put(MessageCapability.closed(outbox.args()), lost ? Status.LOST : Status.CLOSED);
    }
  }
}
