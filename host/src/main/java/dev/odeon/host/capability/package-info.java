/**
 * Odeon's own capabilities, one class each: its WIT in a {@code .wit} resource, its functions, and
 * how a manifest narrows it. They are made through {@link dev.odeon.host.Capability} as those of an
 * embedding program are. What they use of the home they ask their call for by type, such as {@link
 * OwnChain}, {@link RequestClaims} and {@link StoreView}.
 */
@NullMarked
package dev.odeon.host.capability;

import org.jspecify.annotations.NullMarked;
