package dev.odeon.store;

/**
 * One line of a list of contents.
 *
 * @param size in bytes, as they were put
 */
public record Entry(ContentRef ref, long size) {}
