/**
 * A durable append-only log: segments, group commit, checksums, recovery. Knows nothing of actors.
 *
 * <p>A {@link Submission} goes through the {@code SubmissionQueue} to the committer thread, which
 * writes what has arrived as one batch into the active segment, syncs, feeds the indices and
 * completes the submissions. A maintenance thread makes the next segment ahead of need and writes
 * the index files of the one before. Opening is the recoverer's: it finds the end, restores the
 * indices, repairs the tail. The bytes are in {@code docs/formats/log.md}.
 */
@NullMarked
package dev.odeon.log;

import org.jspecify.annotations.NullMarked;
