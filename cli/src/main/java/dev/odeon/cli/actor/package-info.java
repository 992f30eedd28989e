/**
 * The commands about actors: {@code actor}, {@code replay} and {@code whatif}, and {@code feed},
 * which hands an actor lines.
 */
@NullMarked
package dev.odeon.cli.actor;

import org.jspecify.annotations.NullMarked;
