package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import org.jspecify.annotations.Nullable;

/** What a host call answered, as it is recorded. */
public sealed interface HostReply {
  /**
   * The answer itself.
   *
   * @param encoded the value's encoding by the function's result type; empty if it has none
   */
  record Value(Bytes encoded) implements HostReply {}

  /**
   * An answer that follows from stored bytes, so that only where and what it was is kept.
   *
   * @param source the actor it was read from, or null for content
   * @param height the durable height it was read at, or null for content
   * @param hash the hash of the answer's encoding
   * @param size the size of the answer's encoding in bytes
   */
  record Stored(@Nullable Key source, @Nullable Long height, Hash hash, long size)
      implements HostReply {}

  /**
   * The call trapped.
   *
   * @param kind the trap's kind, such as {@code denied}
   */
  record Trapped(String kind) implements HostReply {}
}
