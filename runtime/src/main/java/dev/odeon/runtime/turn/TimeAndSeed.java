package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;

/**
 * What a turn is given of the world when it begins.
 *
 * @param timeMillis its one time, in milliseconds since 1970 UTC
 * @param seed what its randomness comes from
 */
public record TimeAndSeed(long timeMillis, Bytes seed) {}
