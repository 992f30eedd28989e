/**
 * Verifies the history of a home from its files alone. {@link dev.odeon.chain.verify.Verifier} is
 * the entry point: it reads the log, has {@code HistoryCheck} recompute every hash and link and
 * {@code TileCheck} compare the kept tree, and answers a {@link
 * dev.odeon.chain.verify.VerifyReport}. This part sees the room's root; the root does not see it.
 */
@NullMarked
package dev.odeon.chain.verify;

import org.jspecify.annotations.NullMarked;
