package dev.odeon.store;

import java.util.Optional;

/**
 * What is known of content beside its bytes; no part of its hash.
 *
 * @param createdMillis when it was put, in milliseconds since 1970 UTC
 * @param mediaType as it was set, such as {@code text/plain}
 * @param size in bytes
 */
public record Metadata(long createdMillis, Optional<String> mediaType, long size) {}
