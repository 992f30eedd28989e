/** Benchmarks, each beside its floor in the same run, as commands of {@code odeon}. */
@NullMarked
package dev.odeon.bench;

import org.jspecify.annotations.NullMarked;
