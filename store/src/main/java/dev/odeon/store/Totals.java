package dev.odeon.store;

/**
 * How much there is.
 *
 * @param count of contents
 * @param logicalBytes the sum of their sizes as they were put
 * @param diskBytes the sum of the sizes of the files that hold them; less where chunks are shared
 *     or compressed, more by what no content needs any longer
 */
public record Totals(long count, long logicalBytes, long diskBytes) {}
