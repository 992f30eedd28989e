package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import java.util.List;
import java.util.Optional;

/** What the functions that a guest imports may know of the turn they are called in. */
public interface TurnContext {
  /** The block's time in milliseconds since 1970 UTC: the only clock a guest sees. */
  long timeMillis();

  /** The turn's randomness, which its seed determines. */
  RandomStream random();

  /**
   * Claims the request of this id for an answer by this turn; false if no such request waits for
   * one.
   */
  boolean claimRequest(String requestId);

  /** The actor whose turn it is. */
  Key self();

  /** The height of the newest durable block of this actor, -1 before the first. */
  long durableHeight();

  /**
   * The events of this actor's newest blocks up to {@code height}, at most {@code countMax}, oldest
   * first.
   */
  List<PastEvent> events(long height, int countMax);

  /** The content store, as far as it is granted. */
  GrantedStore store();

  /**
   * An event of the chain as a guest sees it.
   *
   * @param hash the first 8 bytes of its hash, big-endian
   * @param type its kind and name
   * @param parent the hash of the event before it, if that is known
   * @param data its data
   */
  record PastEvent(long hash, String type, Optional<Long> parent, Bytes data) {}
}
