package dev.odeon.runtime.timer;

import dev.odeon.base.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A timer whose time has come: where it stands, and which one it is, for the row may be another's
 * later.
 *
 * @param row where the index has it
 * @param sequence the block that set it
 * @param event its event there
 * @param dueMillis when it was due
 * @param attempts how many turns of it failed
 * @param manifest whose times are not known yet, and so neither is whether it is due; else null
 */
public record DueTimer(
    int row, long sequence, int event, long dueMillis, int attempts, @Nullable Hash manifest) {}
