package dev.odeon.protocol;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A binary in a list.
 *
 * @param id its id
 * @param path the path it was loaded by; empty if it has none
 * @param size the size of its module in bytes
 * @param loadedAtSeconds when its code was loaded, in seconds since 1970 UTC
 * @param hash the SHA-256 of its module, {@code sha256:…}
 * @param stateful whether it keeps state
 * @param runs how often it ran since the server started
 * @param errors how many of them failed
 * @param problem why it cannot run, if it cannot
 */
public record BinaryEntry(
    UUID id,
    String path,
    long size,
    long loadedAtSeconds,
    String hash,
    boolean stateful,
    long runs,
    long errors,
    @Nullable String problem) {}
