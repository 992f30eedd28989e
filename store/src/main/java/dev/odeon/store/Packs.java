package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads chunks; keeps the pack it read last open. One thread at a time. */
final class Packs implements AutoCloseable {
  /** The size of what a pack begins with. */
  static final int HEADER_SIZE = 16;

  /** The size of the CRC32C that follows each chunk, over its bytes as they are stored. */
  static final int SUM_SIZE = 4;

  /** {@code odeonpk} and the format, 2; the pack's number follows. */
  static final long MAGIC = 0x6F64_656F_6E70_6B02L;

  private final Disk disk;
  private final StoreFolders folders;
  private final String of;
  private @Nullable DiskFile file;
  private long number;

  /** For chunks of any content. */
  Packs(Disk disk, StoreFolders folders) {
    this(disk, folders, "");
  }

  /** For the chunks of {@code ref}, which is named where one is damaged. */
  Packs(Disk disk, StoreFolders folders, ContentRef ref) {
    this(disk, folders, ", of content " + ref.hex());
  }

  private Packs(Disk disk, StoreFolders folders, String of) {
    this.disk = disk;
    this.folders = folders;
    this.of = of;
  }

  /** What the pack {@code number} begins with. */
  static ByteBuffer header(long number) {
    return ByteBuffer.allocate(HEADER_SIZE).putLong(MAGIC).putLong(number).flip();
  }

  /**
   * The bytes of {@code chunk} as they were put; the checksum of the stored bytes is checked, their
   * own hash not.
   *
   * @throws GoneException if there is no such pack
   * @throws StoreException.Damaged if they cannot be read
   */
  byte[] read(ChunkPlace chunk) throws GoneException {
    byte[] stored = readStored(chunk);
    if (chunk.codec() == Codec.RAW) {
      if (stored.length != chunk.size()) {
        throw damaged(chunk, "it has " + stored.length + " bytes, not " + chunk.size());
      }
      return stored;
    }
    byte[] raw = new byte[chunk.size()];
    if (!Lz4.decompress(stored, stored.length, raw)) {
      throw damaged(chunk, "it cannot be decompressed");
    }
    return raw;
  }

  /** The bytes of {@code chunk} as they were put, checked. */
  Bytes readChecked(ChunkPlace chunk) throws GoneException {
    Bytes raw = Bytes.wrap(read(chunk));
    if (!ContentRef.of(raw).hash().equals(chunk.hash())) {
      throw damaged(chunk, "its bytes have another hash");
    }
    return raw;
  }

  /** The bytes of {@code chunk} as they are stored, their checksum checked. */
  byte[] readStored(ChunkPlace chunk) throws GoneException {
    ByteBuffer stored = ByteBuffer.wrap(readPacked(chunk));
    byte[] bytes = new byte[chunk.storedSize()];
    stored.get(bytes);
    if (stored.getInt() != sum(ByteBuffer.wrap(bytes))) {
      throw damaged(chunk, "it has another checksum");
    }
    return bytes;
  }

  /** The checksum of a chunk as it is stored. */
  static int sum(ByteBuffer chunk) {
    CRC32C sum = new CRC32C();
    sum.update(chunk.duplicate());
    return (int) sum.getValue();
  }

  private byte[] readPacked(ChunkPlace chunk) throws GoneException {
    byte[] stored = new byte[(int) chunk.packedSize()];
    DiskFile pack = open(chunk.pack());
    try {
      pack.readFully(chunk.offset(), ByteBuffer.wrap(stored));
    } catch (DiskException e) {
      throw damaged(chunk, String.valueOf(e.getMessage()));
    }
    return stored;
  }

  private DiskFile open(long wanted) throws GoneException {
    if (file != null && number == wanted) {
      return file;
    }
    close();
    try {
      DiskFile opened = disk.open(folders.pack(wanted), Disk.Mode.READ_PLAIN);
      file = opened;
      number = wanted;
      return opened;
    } catch (DiskException e) {
      if (e.reason() == DiskException.Reason.MISSING) {
        throw new GoneException(wanted);
      }
      throw new StoreException.Unavailable(e);
    }
  }

  private StoreException.Damaged damaged(ChunkPlace chunk, String how) {
    return new StoreException.Damaged(
        "pack " + StoreFolders.packName(chunk.pack()) + " at " + chunk.offset() + of, how);
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
      file = null;
    }
  }

  /** A pack is not there: a collection may have moved its chunks, and the recipe says where to. */
  static final class GoneException extends Exception {
    private static final long serialVersionUID = 1;

    private final long pack;

    GoneException(long pack) {
      super("pack " + StoreFolders.packName(pack) + " is missing");
      this.pack = pack;
    }

    /** As it is if the recipe still names the pack. */
    StoreException.Damaged damage() {
      return new StoreException.Damaged("pack " + StoreFolders.packName(pack), "it is missing");
    }
  }
}
