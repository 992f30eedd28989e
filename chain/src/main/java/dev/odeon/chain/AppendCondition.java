package dev.odeon.chain;

import org.jspecify.annotations.Nullable;

/**
 * What must not have happened when a commit is appended, in any chain: part of no block and no
 * hash. It is compared in the order of the log, commits that are in flight included.
 *
 * @param filter the events that must not be there
 * @param after only events after this one count; null if all do
 */
public record AppendCondition(BlockFilter filter, @Nullable EventPosition after) {}
