/**
 * A durable append-only log: segments, group commit, checksums, recovery, retention. Knows nothing
 * of actors.
 */
@NullMarked
package dev.odeon.log;

import org.jspecify.annotations.NullMarked;
