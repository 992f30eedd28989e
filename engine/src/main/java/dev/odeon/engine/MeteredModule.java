package dev.odeon.engine;

import java.util.BitSet;

/**
 * A module that was metered.
 *
 * @param bytes the module
 * @param loops the functions in it that have loops and catch nothing
 * @param tailCalls the functions in it that make tail calls
 */
record MeteredModule(byte[] bytes, BitSet loops, BitSet tailCalls) {}
