package dev.odeon.runtime.index;

import dev.odeon.base.Key;
import org.jspecify.annotations.Nullable;

/**
 * A request that an actor took and left open, to be answered later.
 *
 * @param actor who took it
 * @param id what the guest calls it
 * @param sequence the place among all blocks of the home of the one that took it
 * @param height that block's height
 * @param askedMillis that block's time, in milliseconds since 1970
 * @param deadlineMillis when whoever asked gives up; null if they did not say
 */
public record OpenRequest(
    Key actor,
    String id,
    long sequence,
    long height,
    long askedMillis,
    @Nullable Long deadlineMillis) {}
