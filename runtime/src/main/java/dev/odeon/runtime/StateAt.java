package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.chain.Head;
import org.jspecify.annotations.Nullable;

/**
 * The state an actor had.
 *
 * @param head the block it is the state after
 * @param state its bytes, or null for none, which is not empty
 * @param hash the hash of the bytes, or null for none
 */
public record StateAt(Head head, @Nullable Bytes state, @Nullable Hash hash) {}
