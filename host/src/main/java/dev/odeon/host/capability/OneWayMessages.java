package dev.odeon.host.capability;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.component.ResultValue;
import dev.odeon.host.CallPhase;
import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.CapabilityFunction.Source;
import dev.odeon.host.GuestCall;
import dev.odeon.host.capability.MessageCapability.Send;

/** {@code send} of {@code message-server-host}. */
final class OneWayMessages {
  /** The answer of a send for whose receiver too much waits already. */
  private static final String FULL = "full";

  private OneWayMessages() {}

  static Capability<Targets> in(Capability<Targets> capability) {
    return capability.deferred(
        "send",
        Source.TURN,
        OneWayMessages::send,
        Send.class,
        (actor, args, _) ->
            new Send(Key.parse(actor.tenant(), (String) args.getFirst()), (Bytes) args.get(1)));
  }

  /** Decides a call whose first two arguments are the actor and the body. */
  static Decision send(GuestCall<Targets> call) {
    if (call.phase() == CallPhase.REFUSE) {
      return refused(FULL);
    }
    Key to;
    try {
      to = Key.parse(call.self().tenant(), call.text(0));
    } catch (IllegalArgumentException e) {
      return refused(String.valueOf(e.getMessage()));
    }
    if (call.phase() == CallPhase.REPEAT) {
      // It was accepted, whatever waits by now.
      boolean _ = call.service(OutboxView.class).post(to);
      return new Decision(true, ResultValue.OK);
    }
    return decide(call, to, call.bytes(1).size());
  }

  private static Decision decide(GuestCall<Targets> call, Key to, int size) {
    OutboxView outbox = call.service(OutboxView.class);
    if (!call.grant().cover(to)) {
      return refused("%s is not among the targets that the manifest grants".formatted(to.text()));
    }
    if (!outbox.takesMessages(to)) {
      return refused("%s takes no messages".formatted(to.text()));
    }
    if (size > outbox.messageBytesMax()) {
      return refused(
          "the message has %d bytes: at most %d are allowed"
              .formatted(size, outbox.messageBytesMax()));
    }
    return outbox.post(to) ? new Decision(true, ResultValue.OK) : refused(FULL);
  }

  private static Decision refused(String why) {
    return new Decision(false, ResultValue.err(why));
  }
}
