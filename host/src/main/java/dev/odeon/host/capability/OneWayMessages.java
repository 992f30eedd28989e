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
      return refused(CallErrors.FULL);
    }
    Key to;
    try {
      to = Key.parse(call.self().tenant(), call.text(0));
    } catch (IllegalArgumentException e) {
      return refused(CallErrors.of(CallErrors.NO_SUCH_ACTOR, String.valueOf(e.getMessage())));
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
      return refused(CallErrors.NOT_GRANTED);
    }
    if (!outbox.takesMessages(to)) {
      return refused(CallErrors.NO_SUCH_ACTOR);
    }
    if (size > outbox.messageBytesMax()) {
      return refused(CallErrors.tooLarge(size, outbox.messageBytesMax()));
    }
    return outbox.post(to) ? new Decision(true, ResultValue.OK) : refused(CallErrors.FULL);
  }

  private static Decision refused(String why) {
    return new Decision(false, ResultValue.err(why));
  }
}
