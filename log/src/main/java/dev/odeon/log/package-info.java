/**
 * A durable append-only log: segments, group commit, checksums, recovery. Knows nothing of actors.
 *
 * <p>A {@link Submission} goes through the {@code SubmissionQueue} to the committer thread, which
 * writes what has arrived as one batch into the active segment, syncs, feeds the indices and
 * completes the submissions. A maintenance thread makes the next segment ahead of need and writes
 * the index files of the one before. Opening is the recoverer's: it finds the end, restores the
 * indices, repairs the tail. The bytes are in {@code docs/formats/log.md}.
 *
 * <p>A {@link SegmentIndex} is fed with every record; {@link SegmentTables} is how what it knows
 * moves on from memory to a file. One that is keys and values is an {@link EntryIndex}: an {@link
 * EntryTable} for the segment being written, an {@link EntryRun} for each one that ended, in the
 * format of {@code docs/formats/derived.md}.
 */
@NullMarked
package dev.odeon.log;

import org.jspecify.annotations.NullMarked;
