package dev.odeon.host.capability;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.component.ResultValue;
import dev.odeon.host.CallPhase;
import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.GuestCall;
import dev.odeon.host.HostCallRecord;
import dev.odeon.host.HostReply;
import dev.odeon.host.capability.ChannelView.Status;
import dev.odeon.host.capability.MessageCapability.ChannelClose;
import dev.odeon.host.capability.MessageCapability.ChannelMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** {@code open-channel}, {@code send-on-channel} and {@code close-channel}. */
final class ChannelMessages {
  private ChannelMessages() {}

  static Capability<Targets> in(Capability<Targets> capability) {
    return capability
        .immediate(MessageCapability.OPEN_CHANNEL, (call, _) -> open(call))
        .deferred(
            "send-on-channel",
            call -> decide(call, call.bytes(1).size()),
            ChannelMessage.class,
            (actor, args, _) -> {
              ChannelId channel = id(actor, (String) args.getFirst());
              return new ChannelMessage(
                  channel, Objects.requireNonNull(channel.other(actor)), (Bytes) args.get(1));
            })
        .deferred(
            MessageCapability.CLOSE_CHANNEL,
            call -> decide(call, 0),
            ChannelClose.class,
            // A close that is no guest's: the actor itself is told that the other end is gone.
            (actor, args, result) -> {
              ChannelId channel = id(actor, (String) args.getFirst());
              return new ChannelClose(
                  channel,
                  result instanceof ResultValue.Err
                      ? actor
                      : Objects.requireNonNull(channel.other(actor)));
            });
  }

  private static ChannelId id(Key actor, String text) {
    return Objects.requireNonNull(ChannelId.parse(actor.tenant(), text), text);
  }

  private static ResultValue open(GuestCall<Targets> call) {
    Key to = ImmediateMessages.target(call);
    if (to == null) {
      return ResultValue.err(CallErrors.NO_SUCH_ACTOR);
    }
    if (!call.grant().cover(to)) {
      return ResultValue.err(CallErrors.NOT_GRANTED);
    }
    ChannelView channels = call.service(ChannelView.class);
    // Made again, it may have been accepted before.
    return call.phase() != CallPhase.AGAIN && own(call).open(call).size() >= channels.openMax()
        ? ResultValue.err(channels.tooMany(call.self()))
        : call.service(ActorCalls.class).openChannel(call, to, call.bytes(1));
  }

  private static Decision decide(GuestCall<Targets> call, int size) {
    ChannelId channel = ChannelId.parse(call.self().tenant(), call.text(0));
    Key to = channel == null ? null : channel.other(call.self());
    if (channel == null || to == null || call.phase() == CallPhase.REFUSE) {
      return refused(CallErrors.UNKNOWN_CHANNEL);
    }
    OutboxView outbox = call.service(OutboxView.class);
    if (call.phase() == CallPhase.REPEAT) {
      // It was accepted, whatever waits by now.
      boolean _ = outbox.post(to);
      return new Decision(true, ResultValue.OK);
    }
    Status status = own(call).status(call, channel);
    if (status != Status.OPEN) {
      return refused(status == Status.UNKNOWN ? CallErrors.UNKNOWN_CHANNEL : CallErrors.CLOSED);
    }
    if (size > outbox.messageBytesMax()) {
      return refused(CallErrors.tooLarge(size, outbox.messageBytesMax()));
    }
    return outbox.post(to) ? new Decision(true, ResultValue.OK) : refused(CallErrors.FULL);
  }

  private static OwnChanges own(GuestCall<Targets> call) {
    return call.perTurn(OwnChanges.class, OwnChanges::new);
  }

  private static Decision refused(String why) {
    return new Decision(false, ResultValue.err(why));
  }

  /** What the turn did to channels so far. */
  private static final class OwnChanges {
    private final Map<String, Status> changes = new HashMap<>();
    private int seen;

    /** The ids of the channels that the actor has open by now. */
    Set<String> open(GuestCall<Targets> call) {
      look(call);
      Set<String> open = new HashSet<>(call.service(ChannelView.class).open(call.self()));
      changes.forEach((channel, status) -> {
        if (status == Status.OPEN) {
          open.add(channel);
        } else {
          open.remove(channel);
        }
      });
      return open;
    }

    private void look(GuestCall<Targets> call) {
      List<HostCallRecord> records = call.earlier(seen);
      seen += records.size();
      records.forEach(this::note);
    }

    Status status(GuestCall<Targets> call, ChannelId channel) {
      look(call);
      Status own = changes.get(channel.text());
      return own == null ? call.service(ChannelView.class).status(call.self(), channel) : own;
    }

    private void note(HostCallRecord record) {
      switch (record) {
        case HostCallRecord.HostCall(_, String name, _, HostReply.Value(Bytes reply))
            when name.equals(MessageCapability.OPEN_CHANNEL_NAME) -> {
          String opened = MessageCapability.opened(reply);
          if (opened != null) {
            changes.put(opened, Status.OPEN);
          }
        }
        case HostCallRecord.Posted(_, String name, Bytes args, _)
            when name.equals(MessageCapability.CLOSE_CHANNEL_NAME) ->
            changes.put(MessageCapability.closed(args), Status.CLOSED);
        default -> {}
      }
    }
  }
}
