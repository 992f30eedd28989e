package dev.odeon.engine;

import java.util.BitSet;

/**
 * A module that was metered.
 *
 * @param bytes the module
 * @param loops the functions in it that have loops and catch nothing
 * @param compiledOnly the functions in it that the library cannot interpret
 */
record MeteredModule(byte[] bytes, BitSet loops, BitSet compiledOnly) {}
