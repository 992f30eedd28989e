package dev.odeon.runtime;

import dev.odeon.base.Key;

/**
 * A block of a stream that has domain events, or that removed it.
 *
 * @param key the stream
 * @param sequence the block's place among all blocks of the home
 * @param height its height
 * @param before the version of the stream before it
 * @param after the stream after it
 */
public record StreamBlock(Key key, long sequence, long height, long before, StreamState after) {}
