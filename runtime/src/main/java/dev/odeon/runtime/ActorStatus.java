package dev.odeon.runtime;

import dev.odeon.chain.Head;

/**
 * One actor in a list.
 *
 * @param registration who it is and whether it runs
 * @param head its last durable block
 * @param timeMillis when that was; 0 if the block is damaged
 */
public record ActorStatus(Registration registration, Head head, long timeMillis) {}
