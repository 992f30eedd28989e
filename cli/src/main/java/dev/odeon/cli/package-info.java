/**
 * The {@code odeon} command. Opens a home itself, or speaks to a server through {@code protocol}.
 */
@NullMarked
package dev.odeon.cli;

import org.jspecify.annotations.NullMarked;
