/** The command {@code tenant} and those below it: what tenants may use, and what they use. */
@NullMarked
package dev.odeon.cli.tenant;

import org.jspecify.annotations.NullMarked;
