/**
 * Turns guest imports into recorded {@code HostCall}s through granted capabilities. Knows no actor
 * and no chain.
 */
@NullMarked
package dev.odeon.host;

import org.jspecify.annotations.NullMarked;
