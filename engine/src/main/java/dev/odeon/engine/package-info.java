/**
 * Runs core WebAssembly and nothing else: validate, meter, compile, cache, instantiate, call under
 * {@code Limits}. Only room that imports the Wasm library.
 */
@NullMarked
package dev.odeon.engine;

import org.jspecify.annotations.NullMarked;
