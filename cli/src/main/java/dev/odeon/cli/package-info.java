/**
 * The {@code odeon} command. Opens a home itself, or speaks to a server through {@code protocol}.
 *
 * <p>The way through: {@code main.Main} hands the arguments to {@code main.Odeon}, which makes the
 * command that they name, here or in one of the parts. The command turns its arguments into a
 * request and asks a {@link dev.odeon.cli.Backend}: the home's server if there is one, else {@code
 * service} in this process. The result, a record, goes to the {@link dev.odeon.cli.Console}, as a
 * line of JSON or as text. Whatever goes wrong is thrown, and {@link dev.odeon.cli.Errors} makes of
 * it one line and an {@link dev.odeon.cli.Exit}.
 *
 * <p>This package is what the parts share, and the commands about a home as a whole. It sees none
 * of them; {@code main} sees them all.
 */
@NullMarked
package dev.odeon.cli;

import org.jspecify.annotations.NullMarked;
