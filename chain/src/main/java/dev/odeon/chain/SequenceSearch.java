package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.log.EntryIndex;
import java.util.List;

/**
 * Which blocks one condition of a filter leaves, as an index knows them: perhaps some too many,
 * never one too few. Asked with ever larger sequences, by one thread.
 */
interface SequenceSearch {
  /** No block is left. */
  long NONE = Long.MAX_VALUE;

  /** The first sequence from {@code from} on that may be left; {@link #NONE} if none is. */
  long next(long from);

  /** The blocks that one key of an index leads to, each with the others of its zone. */
  final class Postings implements SequenceSearch {
    private static final int CHUNK = 256;

    private final EntryIndex entries;
    private final long print;
    private final int zoneBits;
    private final long[] values = new long[CHUNK];
    private int count;
    private int at;

    /**
     * @param zoneBits how many bits of a sequence do not count; 0 where each block has an entry
     */
    Postings(EntryIndex entries, long print, int zoneBits) {
      this.entries = entries;
      this.print = print;
      this.zoneBits = zoneBits;
    }

    @Override
    public long next(long from) {
      long zone = zone(from);
      while (at < count && values[at] < zone) {
        at++;
      }
      if (at == count) {
        at = 0;
        count = 0;
        entries.following(
            print,
            zone,
            (_, value, _) -> {
              values[count++] = value;
              return count < CHUNK;
            });
      }
      return count == 0 ? NONE : Math.max(from, zone(values[at]));
    }

    private long zone(long sequence) {
      return sequence >> zoneBits << zoneBits;
    }
  }

  /** What any of several leaves. */
  record Union(List<SequenceSearch> searches) implements SequenceSearch {
    @Override
    public long next(long from) {
      return searches.stream().mapToLong(search -> search.next(from)).min().orElse(NONE);
    }
  }

  /** What all of several leave; everything if there are none. */
  record Intersection(List<SequenceSearch> searches) implements SequenceSearch {
    @Override
    public long next(long from) {
      long at = from;
      for (int agreed = 0, i = 0; agreed < searches.size(); i = (i + 1) % searches.size()) {
        long left = searches.get(i).next(at);
        agreed = left == at ? agreed + 1 : 1;
        at = left;
        if (at == NONE) {
          return at;
        }
      }
      return at;
    }
  }

  /** The commits that have a block of one actor. */
  final class OfActor implements SequenceSearch {
    private static final int CHUNK = 256;

    /** Over so many commits of the actor it does not walk. */
    private static final int FAR = 64;

    private final ChainIndex index;
    private final Key key;
    private final Bytes keyItems;
    private long[] positions = new long[0];
    private int at;

    /** The height after those of {@link #positions}. */
    private long height;

    /** The sequences of the commit that was found last, and the one after them. */
    private long low;

    private long high;
    private long lastPosition;

    OfActor(ChainIndex index, Key key) {
      this.index = index;
      this.key = key;
      this.keyItems = KeyCodec.items(key);
    }

    @Override
    public long next(long from) {
      if (from >= high && from - high > FAR) {
        seek(from);
      }
      while (from >= high) {
        if (at == positions.length) {
          positions = index.positions(keyItems, height, CHUNK);
          at = 0;
          height += positions.length;
          if (positions.length == 0) {
            return NONE;
          }
        }
        long position = positions[at++];
        // Mostly each record is a commit of one block.
        low = index.sequenceFrom(position, high + position - lastPosition - 1);
        high = index.sequenceFrom(position + 1, low + 1);
        lastPosition = position;
      }
      return Math.max(from, low);
    }

    /** Goes to the first height whose commit is not before that of a sequence. */
    private void seek(long sequence) {
      long position = index.positionOfSequence(sequence);
      Head head = index.head(keyItems, key);
      if (position < 0 || head == null) {
        return;
      }
      long first = height - positions.length + at;
      long end = head.height() + 1;
      while (first < end) {
        long middle = (first + end) >>> 1;
        long[] found = index.positions(keyItems, middle, 1);
        if (found.length > 0 && found[0] < position) {
          first = middle + 1;
        } else {
          end = middle;
        }
      }
      positions = new long[0];
      at = 0;
      height = first;
    }
  }
}
