package dev.odeon.engine;

import java.util.BitSet;

/**
 * What has to be known of a module to rewrite the classes generated for it.
 *
 * @param space tells the calls of {@link ReservedImport}
 * @param growing whether a memory can grow, and its array be longer than it is
 * @param loops the metered functions that have loops and catch nothing, as the library counts them
 */
record CodeStyle(FunctionSpace space, boolean growing, BitSet loops) {}
