package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
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

  /** The height of the block that the turn will become. */
  long height();

  /**
   * Makes durable that the turn is about to make an immediate call. Blocks until it is.
   *
   * @param callIndex the number of the call in the turn, 0-based
   * @param request the hash of what is asked for, as {@link Border#request} makes it
   * @param since what crossed the border since the turn's intent before, or since it began
   */
  void intend(int callIndex, Hash request, List<Crossing> since);

  /** The height of the newest durable block of this actor, -1 before the first. */
  long durableHeight();

  /** The most bytes that one answer may take. */
  long replyBytesMax();

  /**
   * The newest events of this actor's blocks up to {@code height}, oldest first: at most {@code
   * countMax}, and as many as take at most {@code bytesMax} as {@link PastEvent#size} counts.
   */
  List<PastEvent> events(long height, int countMax, long bytesMax);

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
  record PastEvent(long hash, String type, Optional<Long> parent, Bytes data) {
    /** What {@code count} events take beside themselves, in bytes. */
    public static long around(int count) {
      return 1 + head(count);
    }

    /** Exactly what it takes in the recorded answer of {@code get-chain}, in bytes. */
    public long size() {
      long typeSize = Bytes.utf8(type).size();
      return 2
          + head(hash)
          + head(typeSize)
          + typeSize
          + parent.map(known -> 1 + head(known)).orElse(1L)
          + head(data.size())
          + data.size();
    }

    /** The size of a CBOR item's head with this number, which is unsigned. */
    private static long head(long number) {
      if (number < 0 || number > 0xFFFF_FFFFL) {
        return 9;
      }
      if (number > 0xFFFF) {
        return 5;
      }
      return number > 0xFF ? 3 : number > 23 ? 2 : 1;
    }
  }
}
