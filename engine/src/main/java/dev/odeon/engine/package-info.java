/**
 * Runs core WebAssembly and nothing else. {@link dev.odeon.engine.Engine#compile} turns bytes into
 * a {@link dev.odeon.engine.CompiledModule}; {@link dev.odeon.engine.CompiledModule#link} chooses
 * what its imports call; {@link dev.odeon.engine.CompiledModule#run} gives a body a fresh {@link
 * dev.odeon.engine.Instance} under {@link dev.odeon.engine.Limits} and says how it ended. All code
 * is metered ({@link dev.odeon.engine.Metering}). The Wasm library behind it appears in no public
 * signature.
 */
@NullMarked
package dev.odeon.engine;

import org.jspecify.annotations.NullMarked;
