/**
 * The canonical ABI for core modules: lifts and lowers typed values.
 *
 * <p>The way through: {@link Interface} parses a few lines of WIT. It contains each {@link
 * WitFunction}, which knows its core signature and lowers or lifts parameters and results. {@link
 * CanonicalAbi} calls the exports and serves the imports of one instance by those rules. {@link
 * ValueCodec} encodes the values of recorded calls as deterministic CBOR.
 */
@NullMarked
package dev.odeon.component;

import org.jspecify.annotations.NullMarked;
