package dev.odeon.execution;

import dev.odeon.base.Hash;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A loaded plug-in.
 *
 * @param id its permanent id
 * @param path the origin of the module; null if it has none
 * @param sizeBytes the size of the module in bytes
 * @param loadedAtMillis when this code was loaded, in milliseconds since 1970 UTC
 * @param hash the hash of the module
 * @param stateful whether it keeps state, so that each run is a recorded turn
 */
public record Plugin(
    UUID id,
    @Nullable String path,
    long sizeBytes,
    long loadedAtMillis,
    Hash hash,
    boolean stateful) {}
