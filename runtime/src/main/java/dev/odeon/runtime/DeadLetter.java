package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.chain.MessageId;

/**
 * A message between actors that its receiver's chain closed without taking it.
 *
 * @param number its number in the home
 * @param to the receiver
 * @param id its id
 * @param lane which way it came
 * @param height the block that closed it
 * @param timeMillis when that was made, in milliseconds since 1970
 * @param export the export that would have taken it
 * @param body what it says
 * @param reason why it was closed, for people
 */
public record DeadLetter(
    long number,
    Key to,
    MessageId.Sent id,
    Lane lane,
    long height,
    long timeMillis,
    String export,
    Bytes body,
    String reason) {}
