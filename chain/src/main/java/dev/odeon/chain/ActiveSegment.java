package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows of the segment that is being written. Positions are kept as distances from
 * the segment's first. Not safe for threads by itself: {@link ChainIndex} guards it.
 */
final class ActiveSegment {
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

  /** A growing array of ints. */
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

  final long firstSequence;
  final long firstPosition;
  final Map<Bytes, Chain> chains = new HashMap<>();
  final Map<Hash, Integer> contents = new HashMap<>();

  /** The position of each block, in order of sequence. */
  final Ints positions = new Ints();

  private long endPosition;

  ActiveSegment(long firstSequence, long firstPosition) {
    this.firstSequence = firstSequence;
    this.firstPosition = firstPosition;
    this.endPosition = firstPosition;
  }

  @Nullable Chain chain(Bytes keyItems) {
    return chains.get(keyItems);
  }

  void block(long position, Bytes keyItems, long height, Hash hash) {
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
  void nameless(long position) {
    positions.add(distance(position));
  }

  void content(long position, Hash hash) {
    contents.put(hash, distance(position));
  }

  /** A record that the index does not keep. */
  void other(long position) {
    endPosition = position + 1;
  }

  long endSequence() {
    return firstSequence + positions.size();
  }

  /** The position after the last record. */
  long endPosition() {
    return endPosition;
  }

  /** The position of the commit of a block that is here. */
  long positionOfSequence(long sequence) {
    return firstPosition + positions.at(Math.toIntExact(sequence - firstSequence));
  }

  /** The sequence of the first block whose commit stands at {@code position} or after it. */
  long sequenceFrom(long position) {
    long distance = Math.min(position - firstPosition, Integer.MAX_VALUE);
    return firstSequence + positions.lowerBound((int) Math.max(0, distance));
  }

  private int distance(long position) {
    endPosition = position + 1;
    return Math.toIntExact(position - firstPosition);
  }
}
