package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import dev.odeon.log.IndexFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The index of a sealed segment, in a file of which only a small directory is in memory.
 * Big-endian:
 *
 * <pre>
 *   0  format, 1                       4
 *   4  count of blocks                 4
 *   8  sequence of the first block     8
 *  16  count of chains                 4
 *  20  count of contents               4
 *  24  size of the open intents        4
 *  28  size of the keys                4
 *  32  the tree's size at the end      8, and its range: 32 for each bit set
 *      every 128th fingerprint         8 each
 *      every 128th content hash, 8 of  8 each
 *      open intents at the end         CBOR
 *      ---- so far the directory
 *      fingerprints of chains, sorted  8 each: the first bytes of SHA-256(key)
 *      chains, in that order          56 each: first height 8, count 4, first entry 4, key offset 4, key size 4, head 32
 *      contents, sorted by hash       36 each: hash 32, distance 4
 *      blocks by chain and height      4 each: distance
 *      blocks by sequence              4 each: distance
 *      keys                            tenant, category, id in CBOR
 * </pre>
 *
 * A distance is the position of the record, counted from the segment's first.
 */
final class SealedSegment {
  private static final int FORMAT = 1;
  private static final int FIXED = 32;
  private static final int FENCE = 128;
  private static final int CHAIN_SIZE = 56;
  private static final int CONTENT_SIZE = 36;

  /** One chain's part in a segment. */
  record Chain(
      long firstHeight, int count, int firstEntry, int keyOffset, int keySize, Hash headHash) {
    long height() {
      return firstHeight + count - 1;
    }
  }

  private final IndexFile file;
  private final long firstPosition;
  private final int blocks;
  private final long firstSequence;
  private final int chains;
  private final int contents;
  private final int keyBytes;
  private final CompactRange range;
  private final long[] chainFence;
  private final long[] contentFence;
  private final List<OpenIntent> intents;
  private final long fingerprintsAt;

  private SealedSegment(IndexFile file, long firstPosition) {
    this.file = file;
    this.firstPosition = firstPosition;
    ByteBuffer fixed = buffer(0, FIXED + 8);
    int format = fixed.getInt();
    if (format != FORMAT) {
      throw new MalformedException("an index of format " + format);
    }
    blocks = fixed.getInt();
    firstSequence = fixed.getLong();
    chains = fixed.getInt();
    contents = fixed.getInt();
    int intentBytes = fixed.getInt();
    keyBytes = fixed.getInt();
    int edge = 8 + Hash.SIZE * Long.bitCount(fixed.getLong());
    range = CompactRange.decode(buffer(FIXED, edge));
    long at = FIXED + edge;
    chainFence = longs(at, fences(chains));
    at += 8L * chainFence.length;
    contentFence = longs(at, fences(contents));
    at += 8L * contentFence.length;
    intents = OpenIntent.decode(file.read(at, intentBytes));
    fingerprintsAt = at + intentBytes;
    if (keysAt() + keyBytes != file.size() || range.size() != endSequence()) {
      throw new MalformedException("an index of " + file.size() + " bytes does not add up");
    }
  }

  /**
   * Reads the directory of a segment's index.
   *
   * @throws MalformedException if it is none
   */
  static SealedSegment open(IndexFile file, long firstPosition) {
    try {
      return new SealedSegment(file, firstPosition);
    } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new MalformedException("an index ends early: " + e.getMessage());
    }
  }

  /** The bytes of the index of a segment that ended. */
  static Bytes encode(ActiveSegment segment, CompactRange range, List<OpenIntent> intents) {
    List<ActiveSegment.Chain> chains = new ArrayList<>(segment.chains.values());
    long[] fingerprints = sort(chains);
    List<Map.Entry<Hash, Integer>> contents = new ArrayList<>(segment.contents.entrySet());
    contents.sort(Map.Entry.comparingByKey());
    Bytes edge = range.encoded();
    Bytes open = OpenIntent.encode(intents);
    int blocks = segment.positions.size();
    int keyBytes = 0;
    for (ActiveSegment.Chain chain : chains) {
      keyBytes += chain.keyItems.size();
    }
    long size = FIXED + edge.size() + 8L * (fences(chains.size()) + fences(contents.size()));
    size += open.size() + (8L + CHAIN_SIZE) * chains.size() + (long) CONTENT_SIZE * contents.size();
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size + 8L * blocks + keyBytes));
    out.putInt(FORMAT).putInt(blocks).putLong(segment.firstSequence);
    out.putInt(chains.size()).putInt(contents.size()).putInt(open.size()).putInt(keyBytes);
    out.put(edge.buffer());
    for (int i = 0; i < chains.size(); i += FENCE) {
      out.putLong(fingerprints[i]);
    }
    for (int i = 0; i < contents.size(); i += FENCE) {
      out.putLong(contents.get(i).getKey().a());
    }
    out.put(open.buffer());
    for (long fingerprint : fingerprints) {
      out.putLong(fingerprint);
    }
    putChains(out, chains);
    for (Map.Entry<Hash, Integer> content : contents) {
      content.getKey().putTo(out);
      out.putInt(content.getValue());
    }
    chains.forEach(chain -> putInts(out, chain.positions));
    putInts(out, segment.positions);
    chains.forEach(chain -> out.put(chain.keyItems.buffer()));
    return Bytes.wrap(out.array());
  }

  private static long[] sort(List<ActiveSegment.Chain> chains) {
    record Sorted(long fingerprint, ActiveSegment.Chain chain) {}
    List<Sorted> sorted = new ArrayList<>(chains.size());
    chains.forEach(chain -> sorted.add(new Sorted(fingerprint(chain.keyItems), chain)));
    Comparator<Sorted> order = (a, b) -> Long.compareUnsigned(a.fingerprint, b.fingerprint);
    sorted.sort(order.thenComparing(entry -> entry.chain.keyItems));
    long[] fingerprints = new long[sorted.size()];
    for (int i = 0; i < fingerprints.length; i++) {
      fingerprints[i] = sorted.get(i).fingerprint;
      chains.set(i, sorted.get(i).chain);
    }
    return fingerprints;
  }

  private static void putChains(ByteBuffer out, List<ActiveSegment.Chain> chains) {
    int entry = 0;
    int keyOffset = 0;
    for (ActiveSegment.Chain chain : chains) {
      out.putLong(chain.firstHeight).putInt(chain.positions.size()).putInt(entry);
      out.putInt(keyOffset).putInt(chain.keyItems.size());
      chain.hash.putTo(out);
      entry += chain.positions.size();
      keyOffset += chain.keyItems.size();
    }
  }

  private static void putInts(ByteBuffer out, ActiveSegment.Ints values) {
    for (int i = 0; i < values.size(); i++) {
      out.putInt(values.at(i));
    }
  }

  static long fingerprint(Bytes keyItems) {
    return Hash.of(keyItems).a();
  }

  long firstSequence() {
    return firstSequence;
  }

  long endSequence() {
    return firstSequence + blocks;
  }

  long firstPosition() {
    return firstPosition;
  }

  /** The tree's right edge after the segment's last block. */
  CompactRange range() {
    return range.copy();
  }

  /** The intents that were open at the segment's end, wherever they stand. */
  List<OpenIntent> intents() {
    return intents;
  }

  /**
   * The chain of {@code keyItems}, whose fingerprint is {@code fingerprint}; null if it has no
   * block here.
   */
  @Nullable Chain chain(Bytes keyItems, long fingerprint) {
    for (int block = firstFence(chainFence, fingerprint); block < chainFence.length; block++) {
      int first = block * FENCE;
      int count = Math.min(FENCE, chains - first);
      ByteBuffer fingerprints = buffer(fingerprintsAt + 8L * first, 8 * count);
      for (int i = first; i < first + count; i++) {
        int order = Long.compareUnsigned(fingerprints.getLong(), fingerprint);
        if (order > 0) {
          return null;
        }
        if (order == 0) {
          Chain chain = chainAt(i);
          if (key(chain).equals(keyItems)) {
            return chain;
          }
        }
      }
    }
    return null;
  }

  /** All chains: the encoded key and the part. */
  void chains(BiConsumer<Bytes, Chain> visitor) {
    Bytes keys = file.read(keysAt(), keyBytes);
    ByteBuffer entries = buffer(chainsAt(), CHAIN_SIZE * chains);
    for (int i = 0; i < chains; i++) {
      Chain chain = readChain(entries);
      visitor.accept(keys.slice(chain.keyOffset, chain.keyOffset + chain.keySize), chain);
    }
  }

  /**
   * The positions of the blocks of {@code chain} from height {@code from} to {@code to}, exclusive.
   */
  long[] positions(Chain chain, long from, long to) {
    int count = Math.toIntExact(to - from);
    long first = chain.firstEntry + (from - chain.firstHeight);
    return distances(byChainAt() + 4 * first, count);
  }

  /** The position of the commit of the block of {@code sequence}. */
  long positionOfSequence(long sequence) {
    return distances(bySequenceAt() + 4 * (sequence - firstSequence), 1)[0];
  }

  /** The sequence of the first block whose commit stands at {@code position} or after it. */
  long sequenceFrom(long position) {
    long low = 0;
    long high = blocks;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (positionOfSequence(firstSequence + middle) < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return firstSequence + low;
  }

  /** The position of the content of {@code hash}; -1 if it is not here. */
  long content(Hash hash) {
    for (int block = firstFence(contentFence, hash.a()); block < contentFence.length; block++) {
      int first = block * FENCE;
      int count = Math.min(FENCE, contents - first);
      ByteBuffer entries = buffer(contentsAt() + (long) CONTENT_SIZE * first, CONTENT_SIZE * count);
      for (int i = 0; i < count; i++) {
        Hash found = Hash.ofRaw(entries);
        int distance = entries.getInt();
        if (found.equals(hash)) {
          return firstPosition + distance;
        }
        if (Long.compareUnsigned(found.a(), hash.a()) > 0) {
          return -1;
        }
      }
    }
    return -1;
  }

  private Chain chainAt(int index) {
    return readChain(buffer(chainsAt() + (long) CHAIN_SIZE * index, CHAIN_SIZE));
  }

  private static Chain readChain(ByteBuffer in) {
    return new Chain(
        in.getLong(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), Hash.ofRaw(in));
  }

  private Bytes key(Chain chain) {
    return file.read(keysAt() + chain.keyOffset, chain.keySize);
  }

  private long[] distances(long at, int count) {
    ByteBuffer in = buffer(at, 4 * count);
    long[] positions = new long[count];
    for (int i = 0; i < count; i++) {
      positions[i] = firstPosition + in.getInt();
    }
    return positions;
  }

  private long chainsAt() {
    return fingerprintsAt + 8L * chains;
  }

  private long contentsAt() {
    return chainsAt() + (long) CHAIN_SIZE * chains;
  }

  private long byChainAt() {
    return contentsAt() + (long) CONTENT_SIZE * contents;
  }

  private long bySequenceAt() {
    return byChainAt() + 4L * blocks;
  }

  private long keysAt() {
    return bySequenceAt() + 4L * blocks;
  }

  private static int fences(int count) {
    return (count + FENCE - 1) / FENCE;
  }

  /** The last block that may hold the first entry of {@code value}. */
  private static int firstFence(long[] fence, long value) {
    int low = 0;
    int high = fence.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(fence[middle], value) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.max(0, low - 1);
  }

  private long[] longs(long at, int count) {
    long[] values = new long[count];
    buffer(at, 8 * count).asLongBuffer().get(values);
    return values;
  }

  private ByteBuffer buffer(long at, int size) {
    return file.read(at, size).buffer();
  }
}
