package dev.odeon.runtime.effect;

/**
 * An effect of a function that is not offered here: its handler does it where it is.
 *
 * @param function the function's whole name
 */
public record UnknownEffect(String function) {}
