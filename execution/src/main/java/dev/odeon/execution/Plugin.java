package dev.odeon.execution;

import dev.odeon.base.Hash;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A plug-in that is loaded.
 *
 * @param id its name for good
 * @param path where it was loaded from; null if nowhere
 * @param sizeBytes the size of the module
 * @param loadedAtMillis when this code was loaded, in milliseconds since 1970 UTC
 * @param hash the hash of the module
 * @param stateful whether it keeps a state, so that each run is a turn and is recorded
 */
public record Plugin(
    UUID id,
    @Nullable String path,
    long sizeBytes,
    long loadedAtMillis,
    Hash hash,
    boolean stateful) {}
