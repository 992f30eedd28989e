/** The command {@code store} and those below it: stored content, its labels and its stores. */
@NullMarked
package dev.odeon.cli.store;

import org.jspecify.annotations.NullMarked;
