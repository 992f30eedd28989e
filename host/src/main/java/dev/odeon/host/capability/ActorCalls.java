package dev.odeon.host.capability;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.component.ResultValue;
import dev.odeon.host.GuestCall;

/** What a turn asks of other actors at once. */
public interface ActorCalls {
  /**
   * Asks {@code to} and waits for the answer, which is durable when it comes; the guest is parked
   * meanwhile. Made again with the same turn and index, the call gets the same answer.
   *
   * @param call the guest's call, whose intent is durable
   * @return ok with the answer, or err with the reason, which begins with one of the words of
   *     {@link CallErrors}
   * @throws dev.odeon.engine.OverloadedException if what came of it is not known: the turn runs
   *     again later
   */
  ResultValue request(GuestCall<?> call, Key to, Bytes body);

  /**
   * Asks {@code to} whether it accepts a channel, as {@link #request} does.
   *
   * @return ok with the id of the channel, which is open then
   */
  ResultValue openChannel(GuestCall<?> call, Key to, Bytes body);
}
