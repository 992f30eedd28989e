package dev.odeon.execution;

import dev.odeon.base.Hash;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A loaded plug-in and its counts.
 *
 * @param id its permanent id
 * @param path the origin of the module; null if it has none
 * @param sizeBytes the size of the module in bytes
 * @param loadedAtMillis when this code was loaded, in milliseconds since 1970 UTC
 * @param hash the hash of the module
 * @param stateful whether it keeps state
 * @param runs the number of runs that ended since the service opened
 * @param errors how many of them did not return 0
 * @param problem why it cannot run, such as a missing or damaged module; null if it can
 */
public record PluginStatus(
    UUID id,
    @Nullable String path,
    long sizeBytes,
    long loadedAtMillis,
    Hash hash,
    boolean stateful,
    long runs,
    long errors,
    @Nullable String problem) {}
