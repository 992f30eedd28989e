package dev.odeon.runtime;

import dev.odeon.chain.Head;

/**
 * One actor in a list.
 *
 * @param registration who it is and whether it runs
 * @param head its last durable block
 */
public record ActorStatus(Registration registration, Head head) {}
