package dev.odeon.runtime.timer;

import java.util.function.ToLongFunction;

/**
 * How many timers guests may set, and how large.
 *
 * @param ofActor how many of an actor may wait
 * @param ofTenant how many of all actors of a tenant may wait, by its name
 * @param bodyBytes the size of a body, in bytes
 */
public record TimerLimits(int ofActor, ToLongFunction<String> ofTenant, long bodyBytes) {}
