/**
 * The canonical ABI, for core modules first: typed values lifted and lowered.
 *
 * <p>The way through: an {@link Interface} is parsed from a few lines of WIT; it names each {@link
 * WitFunction}, which knows its core signature and lowers or lifts parameters and results. {@link
 * CanonicalAbi} is one instance's border: it calls exports and serves imports by those rules. What
 * crossed it is recorded through {@link ValueCodec} as deterministic CBOR.
 */
@NullMarked
package dev.odeon.component;

import org.jspecify.annotations.NullMarked;
