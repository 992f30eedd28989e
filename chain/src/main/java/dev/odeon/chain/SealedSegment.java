package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import dev.odeon.log.EntryRun;
import dev.odeon.log.EntryTable;
import dev.odeon.log.IndexFile;
import dev.odeon.log.SegmentEntries;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The index of a sealed segment, in a file of which only a small part is in memory. Big-endian:
 *
 * <pre>
 *   0  format, 2                       4
 *   4  count of blocks                 4
 *   8  sequence of the first block     8
 *  16  size of the open intents        4
 *  20  size of the run of chains       4
 *  24  size of the run of contents     4
 *  28  count of blocks by chain        4: not that of blocks only where the log is damaged
 *  32  the tree's size at the end      8, and its range: 32 for each bit set
 *      open intents at the end         CBOR
 *      the run of chains, see {@link EntryRun}: the first bytes of SHA-256(key) lead to the first
 *        of its blocks by height, counted from the first of all, with the payload
 *        first height 8, count 4, head 32, and tenant, category, id in CBOR
 *      the run of contents: the first 8 bytes of the hash lead to the distance, with the payload
 *        of the other 24
 *      blocks by chain and height      4 each: distance
 *      blocks by sequence              4 each: distance
 * </pre>
 *
 * A distance is the position of the record, counted from the segment's first.
 */
final class SealedSegment implements IndexedSegment {
  private static final int FORMAT = 2;
  private static final int FIXED = 32;
  private static final int CHAIN_SIZE = 44;

  private final IndexFile file;
  private final long firstPosition;
  private final int blocks;
  private final long firstSequence;
  private final CompactRange range;
  private final List<OpenIntent> intents;
  private final EntryRun chains;
  private final EntryRun contents;
  private final long byChainAt;

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
    int intentBytes = fixed.getInt();
    int chainBytes = fixed.getInt();
    int contentBytes = fixed.getInt();
    int entries = fixed.getInt();
    int edge = 8 + Hash.SIZE * Long.bitCount(fixed.getLong());
    range = CompactRange.decode(buffer(FIXED, edge));
    long at = FIXED + edge;
    intents = OpenIntent.decode(file.read(at, intentBytes));
    at += intentBytes;
    chains = EntryRun.open(file.slice(at, chainBytes), FORMAT);
    at += chainBytes;
    contents = EntryRun.open(file.slice(at, contentBytes), FORMAT);
    byChainAt = at + contentBytes;
    if (byChainAt + 4L * entries + 4L * blocks != file.size() || range.size() != endSequence()) {
      throw new MalformedException("an index of " + file.size() + " bytes does not add up");
    }
  }

  /**
   * Reads what is in memory of a segment's index.
   *
   * @throws MalformedException if it is none
   */
  static SealedSegment open(IndexFile file, long firstPosition) {
    try {
      return new SealedSegment(file, firstPosition);
    } catch (IndexOutOfBoundsException e) {
      throw new MalformedException("an index ends early: " + e.getMessage());
    }
  }

  /** The bytes of the index of a segment that ended. */
  static Bytes encode(ActiveSegment segment, CompactRange range, List<OpenIntent> intents) {
    EntryTable chains = new EntryTable();
    int entry = 0;
    for (ActiveSegment.Chain chain : segment.chains.values()) {
      chains.put(new Name(chain.keyItems).fingerprint(), entry, payload(chain), 0);
      entry += chain.positions.size();
    }
    Bytes chainRun = EntryRun.encode(chains, FORMAT, 0, 0, false);
    Bytes contentRun = EntryRun.encode(segment.contents, FORMAT, 0, 0, false);
    Bytes edge = range.encoded();
    Bytes open = OpenIntent.encode(intents);
    int blocks = segment.positions.size();
    long size = FIXED + edge.size() + open.size() + chainRun.size() + contentRun.size();
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size + 4L * entry + 4L * blocks));
    out.putInt(FORMAT).putInt(blocks).putLong(segment.firstSequence());
    out.putInt(open.size()).putInt(chainRun.size()).putInt(contentRun.size()).putInt(entry);
    out.put(edge.buffer()).put(open.buffer()).put(chainRun.buffer()).put(contentRun.buffer());
    segment.chains.values().forEach(chain -> putInts(out, chain.positions));
    putInts(out, segment.positions);
    return Bytes.wrap(out.array());
  }

  private static Bytes payload(ActiveSegment.Chain chain) {
    ByteBuffer out = ByteBuffer.allocate(CHAIN_SIZE + chain.keyItems.size());
    out.putLong(chain.firstHeight).putInt(chain.positions.size());
    chain.hash.putTo(out);
    return Bytes.wrap(out.put(chain.keyItems.buffer()).array());
  }

  /** The payload of a content's entry: its hash without the 8 bytes that are the key. */
  static Bytes tail(Hash hash) {
    return hash.raw().slice(Long.BYTES, Hash.SIZE);
  }

  private static void putInts(ByteBuffer out, ActiveSegment.Ints values) {
    for (int i = 0; i < values.size(); i++) {
      out.putInt(values.at(i));
    }
  }

  @Override
  public long firstSequence() {
    return firstSequence;
  }

  @Override
  public long endSequence() {
    return firstSequence + blocks;
  }

  @Override
  public long firstPosition() {
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

  @Override
  public @Nullable Part part(Name name) {
    return chains.newest(
        name.fingerprint(),
        (entry, payload) -> keyItems(payload).equals(name.keyItems) ? part(entry, payload) : null);
  }

  @Override
  public void parts(BiConsumer<Bytes, Part> visitor) {
    chains.scan(
        0,
        (_, entry, payload) -> {
          visitor.accept(keyItems(payload), part(entry, payload));
          return true;
        });
  }

  private static Bytes keyItems(Bytes payload) {
    return payload.slice(CHAIN_SIZE, payload.size());
  }

  private Part part(long entry, Bytes payload) {
    ByteBuffer in = payload.buffer();
    return new Part(
        in.getLong(),
        in.getInt(),
        Hash.ofRaw(in),
        (first, count) -> distances(byChainAt + 4 * (entry + first), count));
  }

  @Override
  public long positionOfSequence(long sequence) {
    long bySequenceAt = file.size() - 4L * blocks;
    return distances(bySequenceAt + 4 * (sequence - firstSequence), 1)[0];
  }

  @Override
  public long sequenceFrom(long position) {
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

  @Override
  public long content(Hash hash) {
    return content(contents, hash, firstPosition);
  }

  /** The position of the content of {@code hash} among {@code contents}; -1 if it is not there. */
  static long content(SegmentEntries contents, Hash hash, long firstPosition) {
    Bytes tail = tail(hash);
    Long position =
        contents.newest(
            hash.a(), (distance, rest) -> rest.equals(tail) ? firstPosition + distance : null);
    return position == null ? -1 : position;
  }

  private long[] distances(long at, int count) {
    ByteBuffer in = buffer(at, 4 * count);
    long[] positions = new long[count];
    for (int i = 0; i < count; i++) {
      positions[i] = firstPosition + in.getInt();
    }
    return positions;
  }

  private ByteBuffer buffer(long at, int size) {
    return file.read(at, size).buffer();
  }
}
