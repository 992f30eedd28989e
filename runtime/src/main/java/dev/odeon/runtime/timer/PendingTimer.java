package dev.odeon.runtime.timer;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A timer that waits.
 *
 * @param name its name
 * @param height the block that set it
 * @param index the number of the host call in that turn, or of the timer in the manifest
 * @param dueMillis when it is due, in milliseconds since 1970
 * @param body what the actor is sent then
 * @param attempts how many turns of it failed since it is due
 * @param grid when it is due, as a manifest says; null for one that the guest set
 */
public record PendingTimer(
    String name,
    long height,
    long index,
    long dueMillis,
    Bytes body,
    int attempts,
    @Nullable String grid) {}
