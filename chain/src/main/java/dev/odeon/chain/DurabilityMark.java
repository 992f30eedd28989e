package dev.odeon.chain;

import dev.odeon.base.Hash;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A record outside the log of how many blocks it had, and of the root over them.
 *
 * @param name for messages: {@code the last signed head}
 * @param file where it is; null if it was handed in
 * @param size of the log tree
 * @param root of the log tree
 * @param signed whether its signature was checked: then it is what the home once signed, and a log
 *     that differs was changed
 */
public record DurabilityMark(
    String name, @Nullable Path file, long size, Hash root, boolean signed) {}
