package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Checksum;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An open recipe: which chunks a large content is made of. One thread at a time. It is one CBOR
 * item, {@code [1, hash, size, count, sum, entries]}; {@code entries} is a byte string of entries
 * of one size, so that any of them is found without reading the others.
 *
 * <pre>
 *    0   8   position: where in the content the chunk begins
 *    8  32   hash of the chunk's bytes
 *   40   8   number of the pack
 *   48   8   offset in the pack
 *   56   4   bytes there
 *   60   1   codec: 0 as it is, 1 LZ4
 *   61   3   zeros
 *   64   4   CRC32C over the content's hash, the entry's index (8) and the bytes before
 * </pre>
 */
final class Recipe implements AutoCloseable {
  /** The size of an entry in bytes. */
  static final int ENTRY_SIZE = 68;

  private static final int FORMAT = 1;
  private static final int SUMMED = 64;
  private static final int HEADER_SIZE_MAX = 1 + 1 + 34 + 9 + 9 + 9 + 9;
  private static final int WINDOW = 512;

  private final DiskFile file;
  private final ContentRef ref;
  private final long size;
  private final long count;
  private final int headerSize;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW * ENTRY_SIZE);
  private long windowFrom;
  private int windowCount;

  private Recipe(DiskFile file, ContentRef ref, long size, long count, int headerSize) {
    this.file = file;
    this.ref = ref;
    this.size = size;
    this.count = count;
    this.headerSize = headerSize;
  }

  /**
   * Opens the recipe of {@code ref}; empty if there is none.
   *
   * @throws StoreException.Damaged if it is not whole
   */
  static Optional<Recipe> open(Disk disk, Path path, ContentRef ref) {
    DiskFile file;
    try {
      file = disk.open(path, Disk.Mode.READ_PLAIN);
    } catch (DiskException e) {
      if (e.reason() == DiskException.Reason.MISSING) {
        return Optional.empty();
      }
      throw new StoreException.Unavailable(e);
    }
    try {
      return Optional.of(read(file, ref));
    } catch (StoreException e) {
      file.close();
      throw e;
    } catch (DiskException e) {
      file.close();
      throw new StoreException.Unavailable(e);
    } catch (MalformedException e) {
      file.close();
      throw new StoreException.Damaged(name(ref), String.valueOf(e.getMessage()), e);
    }
  }

  static String name(ContentRef ref) {
    return "the recipe of content " + ref.hex();
  }

  private static Recipe read(DiskFile file, ContentRef ref) {
    long fileSize = file.size();
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(HEADER_SIZE_MAX, fileSize));
    file.readFully(0, head);
    Bytes bytes = Bytes.wrap(head.array());
    CborReader reader = new CborReader(bytes);
    reader.array(6);
    long format = reader.uint();
    if (format != FORMAT) {
      throw new StoreException.Damaged(
          name(ref), "its format is " + format + "; a newer Odeon may know it");
    }
    Hash hash = reader.hash();
    long size = reader.uint();
    long count = reader.uint();
    int summed = reader.offset();
    long sum = reader.uint();
    if (sum != sum(bytes.slice(0, summed)) || !hash.equals(ref.hash())) {
      throw new StoreException.Damaged(name(ref), "its checksum or its hash is another");
    }
    if (count < 1 || count > size || count > Integer.MAX_VALUE) {
      throw new StoreException.Damaged(name(ref), "it has " + count + " entries");
    }
    Bytes expected = byteStringHead(count * ENTRY_SIZE);
    int headerSize = reader.offset() + expected.size();
    boolean fits =
        headerSize <= bytes.size()
            && bytes.slice(reader.offset(), headerSize).equals(expected)
            && fileSize == headerSize + count * ENTRY_SIZE;
    if (!fits) {
      throw new StoreException.Damaged(
          name(ref), "it has " + fileSize + " bytes, not what " + count + " entries take");
    }
    return new Recipe(file, ref, size, count, headerSize);
  }

  /** What a recipe begins with. */
  static Bytes header(ContentRef ref, long size, long count) {
    CborWriter writer =
        new CborWriter().array(6).uint(FORMAT).hash(ref.hash()).uint(size).uint(count);
    writer.uint(sum(writer.toBytes()));
    return writer.toBytes().plus(byteStringHead(count * ENTRY_SIZE));
  }

  /** The head of a byte string is that of an integer but for its type. */
  private static Bytes byteStringHead(long size) {
    byte[] head = new CborWriter().uint(size).toBytes().toArray();
    head[0] |= 0x40;
    return Bytes.wrap(head);
  }

  private static long sum(Bytes bytes) {
    return Integer.toUnsignedLong(Checksum.of(bytes));
  }

  /** Writes the entry {@code index} of the recipe of {@code ref} to {@code target}. */
  static void encode(
      ByteBuffer target, ContentRef ref, long index, long position, ChunkPlace place) {
    int start = target.position();
    target.putLong(position);
    place.hash().putTo(target);
    target.putLong(place.pack()).putLong(place.offset()).putInt(place.storedSize());
    target.put((byte) place.codec().code()).put(new byte[3]);
    target.putInt(entrySum(target.array(), start, ref, index));
  }

  private static int entrySum(byte[] bytes, int at, ContentRef ref, long index) {
    ByteBuffer context = ByteBuffer.allocate(Hash.SIZE + Long.BYTES);
    ref.hash().putTo(context);
    context.putLong(index);
    return Checksum.of(Bytes.wrap(context.array()), Bytes.wrap(bytes, at, SUMMED));
  }

  ContentRef ref() {
    return ref;
  }

  /** The size of the content in bytes. */
  long size() {
    return size;
  }

  /** How many chunks it has. */
  long count() {
    return count;
  }

  /** The bytes of the recipe itself. */
  long fileSize() {
    return headerSize + count * ENTRY_SIZE;
  }

  /** Where the chunk {@code index} begins in the content. */
  long position(long index) {
    return index == count ? size : window.getLong(load(index));
  }

  /**
   * The chunk {@code index}.
   *
   * @throws StoreException.Damaged if the entry is not what was written
   */
  ChunkPlace chunk(long index) {
    long end = position(index + 1);
    // Loading the entry may move the window: never before the one after it is read.
    int at = load(index);
    if (window.getInt(at + SUMMED) != entrySum(window.array(), at, ref, index)) {
      throw new StoreException.Damaged(name(ref), "entry " + index + " has another checksum");
    }
    ByteBuffer entry = window.duplicate().position(at + Long.BYTES);
    long chunkSize = end - window.getLong(at);
    Hash hash = Hash.ofRaw(entry);
    long pack = entry.getLong();
    long offset = entry.getLong();
    int storedSize = entry.getInt();
    boolean fits =
        chunkSize > 0
            && chunkSize <= Chunker.SIZE_MAX
            && storedSize > 0
            && storedSize <= Chunker.SIZE_MAX
            && offset >= 0
            && pack >= 0;
    if (!fits) {
      throw new StoreException.Damaged(name(ref), "entry " + index + " cannot be");
    }
    Codec codec = Codec.of(entry.get(), name(ref));
    return new ChunkPlace(hash, (int) chunkSize, pack, offset, storedSize, codec);
  }

  /** The index of the chunk that the byte {@code position} is in. */
  long indexOf(long position) {
    long low = 0;
    long high = count - 1;
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      if (position(middle) <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Tells {@code visitor} all chunks in order. */
  void chunks(Consumer<ChunkPlace> visitor) {
    for (long i = 0; i < count; i++) {
      visitor.accept(chunk(i));
    }
  }

  /** Sees that the entry {@code index} is in the window; returns where. */
  private int load(long index) {
    if (index < windowFrom || index >= windowFrom + windowCount) {
      long from = Math.max(0, Math.min(index - 1, count - WINDOW));
      int wanted = (int) Math.min(WINDOW, count - from);
      window.clear().limit(wanted * ENTRY_SIZE);
      windowCount = 0;
      try {
        file.readFully(headerSize + from * ENTRY_SIZE, window);
      } catch (DiskException e) {
        throw new StoreException.Unavailable(e);
      }
      window.clear();
      windowFrom = from;
      windowCount = wanted;
    }
    return (int) (index - windowFrom) * ENTRY_SIZE;
  }

  @Override
  public void close() {
    file.close();
  }
}
