package dev.odeon.host.capability;

import dev.odeon.base.Bytes;
import java.util.List;
import java.util.Optional;

/** The history of the actor whose turn it is, as the turn may read it. */
public interface OwnChain {
  /** The height of the newest durable block, -1 before the first. */
  long durableHeight();

  /**
   * The newest events of the blocks up to {@code height}, oldest first: at most {@code countMax},
   * and as many as take at most {@code bytesMax} as {@link PastEvent#size} counts.
   */
  List<PastEvent> events(long height, int countMax, long bytesMax);

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
