package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.log.EntryTable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows of the segment that is being written. Positions are kept as distances from
 * the segment's first. One thread adds, any asks; this object's monitor guards the tables.
 */
final class ActiveSegment implements IndexedSegment {
  /** One chain's part in this segment. */
  static final class Chain {
    final Bytes keyItems;
    final long firstHeight;
    final Ints positions = new Ints();
    Hash hash = Hash.ZERO;

    Chain(Bytes keyItems, long firstHeight) {
      this.keyItems = keyItems;
      this.firstHeight = firstHeight;
    }

    /** The height of its last block. */
    long height() {
      return firstHeight + positions.size() - 1;
    }
  }

  /** A growing array of ints; what was added never changes. */
  static final class Ints {
    private int[] values = new int[4];
    private int size;

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    int size() {
      return size;
    }

    int at(int index) {
      return values[index];
    }

    /** The first index whose value is at least {@code value}; the values are in order. */
    int lowerBound(int value) {
      int low = 0;
      int high = size;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (values[middle] < value) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  private final long firstSequence;
  private final long firstPosition;
  final Map<Bytes, Chain> chains = new HashMap<>();

  /** As {@link SealedSegment} has them. */
  final EntryTable contents = new EntryTable();

  /** The position of each block, in order of sequence. */
  final Ints positions = new Ints();

  private long endPosition;

  ActiveSegment(long firstSequence, long firstPosition) {
    this.firstSequence = firstSequence;
    this.firstPosition = firstPosition;
    this.endPosition = firstPosition;
  }

  /** The height of the last block of a chain; -1 if it has none here. */
  synchronized long height(Bytes keyItems) {
    Chain chain = chains.get(keyItems);
    return chain == null ? -1 : chain.height();
  }

  synchronized void block(long position, Bytes keyItems, long height, Hash hash) {
    int distance = distance(position);
    Chain chain = chains.get(keyItems);
    if (chain == null) {
      chain = new Chain(keyItems.compact(), height);
      chains.put(chain.keyItems, chain);
    }
    while (chain.height() + 1 < height) {
      // Only where the log is damaged: what is looked for there is not found.
      chain.positions.add(distance);
    }
    chain.positions.add(distance);
    chain.hash = hash;
    positions.add(distance);
  }

  /** A block that is lost, and nobody knows whose. */
  synchronized void nameless(long position) {
    positions.add(distance(position));
  }

  synchronized void content(long position, Hash hash) {
    contents.put(hash.a(), distance(position), SealedSegment.tail(hash), 0);
  }

  /** A record that the index does not keep. */
  synchronized void other(long position) {
    endPosition = position + 1;
  }

  @Override
  public long firstSequence() {
    return firstSequence;
  }

  @Override
  public synchronized long endSequence() {
    return firstSequence + positions.size();
  }

  @Override
  public long firstPosition() {
    return firstPosition;
  }

  /** The position after the last record. */
  synchronized long endPosition() {
    return endPosition;
  }

  @Override
  public synchronized @Nullable Part part(Name name) {
    Chain chain = chains.get(name.keyItems);
    return chain == null ? null : part(chain);
  }

  @Override
  public synchronized void parts(BiConsumer<Bytes, Part> visitor) {
    chains.forEach((keyItems, chain) -> visitor.accept(keyItems, part(chain)));
  }

  private Part part(Chain chain) {
    int[] distances = chain.positions.values;
    return new Part(
        chain.firstHeight,
        chain.positions.size(),
        chain.hash,
        (first, count) -> {
          long[] found = new long[count];
          Arrays.setAll(found, i -> firstPosition + distances[first + i]);
          return found;
        });
  }

  @Override
  public synchronized long positionOfSequence(long sequence) {
    return firstPosition + positions.at(Math.toIntExact(sequence - firstSequence));
  }

  @Override
  public synchronized long sequenceFrom(long position) {
    long distance = Math.min(position - firstPosition, Integer.MAX_VALUE);
    return firstSequence + positions.lowerBound((int) Math.max(0, distance));
  }

  @Override
  public long content(Hash hash) {
    return SealedSegment.content(contents, hash, firstPosition);
  }

  private int distance(long position) {
    endPosition = position + 1;
    return Math.toIntExact(position - firstPosition);
  }
}
