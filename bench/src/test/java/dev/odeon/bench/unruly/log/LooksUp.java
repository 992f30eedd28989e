package dev.odeon.bench.unruly.log;

import dev.odeon.bench.unruly.chain.Upstairs;
import run.endive.wasm.WasmModule;

/** A room of floor 1 that sees one of floor 2, and a library that is not its own. */
record LooksUp(Upstairs upstairs, WasmModule module) {}
