package dev.odeon.runtime;

import dev.odeon.base.Key;

/**
 * A channel that an actor has open.
 *
 * @param id the channel
 * @param peer the actor at its other end
 * @param opener which of the two opened it
 * @param height the actor's block that opened or accepted it
 * @param openedMillis when that block was made, in milliseconds since 1970 UTC
 */
public record OpenChannel(String id, Key peer, Key opener, long height, long openedMillis) {}
