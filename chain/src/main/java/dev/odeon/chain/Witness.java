package dev.odeon.chain;

import dev.odeon.base.Hash;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Something outside the log that names how many blocks it had, and the root over them.
 *
 * @param name for messages: {@code the last signed head}
 * @param file where it is; null if it was handed in
 * @param size of the log tree
 * @param root of the log tree
 * @param signed whether its signature was checked: then it is what the home once signed, and a log
 *     that differs was changed
 */
public record Witness(String name, @Nullable Path file, long size, Hash root, boolean signed) {}
