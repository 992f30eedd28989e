package dev.odeon.runtime;

import dev.odeon.chain.Head;
import org.jspecify.annotations.Nullable;

/**
 * A request that an actor took and left open.
 *
 * @param id its name, by which {@code RequestSettlements.reply} answers it
 * @param block the block that took it
 * @param askedMillis the time of that block, in milliseconds since 1970
 * @param by the actor or the user that asked; null if the block does not say
 * @param deadlineMillis when it expires if nothing answers it, in milliseconds since 1970
 * @param export the export that took it
 * @param bodyBytes the size of its body
 */
public record OpenRequestReport(
    String id,
    Head block,
    long askedMillis,
    @Nullable String by,
    long deadlineMillis,
    String export,
    long bodyBytes) {}
