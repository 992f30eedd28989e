package dev.odeon.runtime.effect;

/**
 * An effect and where its block has it.
 *
 * @param index its event's index in the block, 0-based
 * @param effect what is asked for
 */
public record PlacedEffect<E>(int index, E effect) {}
