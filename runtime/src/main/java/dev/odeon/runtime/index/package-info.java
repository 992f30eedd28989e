/**
 * What the runtime finds blocks by, beside the actors themselves ({@code Directory}): message ids,
 * block hashes, the store's share. Each is one class: its name and version, the entries a block
 * gives, and what can be asked. Files, segments and rebuilding are {@link
 * dev.odeon.chain.BlockIndex}'s and {@link dev.odeon.log.EntryIndex}'s.
 */
@NullMarked
package dev.odeon.runtime.index;

import org.jspecify.annotations.NullMarked;
