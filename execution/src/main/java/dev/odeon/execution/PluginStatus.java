package dev.odeon.execution;

import dev.odeon.base.Hash;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A plug-in that is loaded, and how it does.
 *
 * @param id its name for good
 * @param path where it was loaded from; null if nowhere
 * @param sizeBytes the size of the module
 * @param loadedAtMillis when this code was loaded, in milliseconds since 1970 UTC
 * @param hash the hash of the module
 * @param stateful whether it keeps a state
 * @param runs how many runs ended since the service was opened
 * @param errors how many of them did not return 0
 * @param problem why it cannot run, such as a module that is missing or damaged; null if it can
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
