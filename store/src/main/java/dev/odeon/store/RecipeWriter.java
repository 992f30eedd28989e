package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Hash;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the chunks of content whose hash is not known before its end, and writes its recipe then.
 * What does not fit into a few MiB waits in a file. One thread at a time.
 */
final class RecipeWriter implements AutoCloseable {
  private static final int PLACE_SIZE = Hash.SIZE + 4 + 8 + 8 + 4 + 1;
  private static final int IN_MEMORY = 1 << 14;

  private final Disk disk;
  private final Path spillPath;
  private ByteBuffer recent = ByteBuffer.allocate(512 * PLACE_SIZE);
  private @Nullable DiskFile spill;
  private long spilled;
  private long count;

  /** {@code spillPath}: a file of its own that may be made. */
  RecipeWriter(Disk disk, Path spillPath) {
    this.disk = disk;
    this.spillPath = spillPath;
  }

  long count() {
    return count;
  }

  /** The next chunk. */
  void add(ChunkPlace place) {
    if (!recent.hasRemaining()) {
      if (recent.capacity() < IN_MEMORY * PLACE_SIZE) {
        recent = ByteBuffer.allocate(recent.capacity() * 2).put(recent.flip());
      } else {
        spill();
      }
    }
    place.hash().putTo(recent);
    recent.putInt(place.size()).putLong(place.pack()).putLong(place.offset());
    recent.putInt(place.storedSize()).put((byte) place.codec().code());
    count++;
  }

  private void spill() {
    DiskFile file = spill;
    if (file == null) {
      file = disk.open(spillPath, Disk.Mode.CREATE);
      spill = file;
    }
    recent.flip();
    int size = recent.remaining();
    file.writeFully(spilled, recent);
    spilled += size;
    recent.clear();
  }

  /** Tells {@code visitor} all chunks in order. */
  void chunks(Consumer<ChunkPlace> visitor) {
    DiskFile file = spill;
    if (file != null) {
      ByteBuffer page = ByteBuffer.allocate(1024 * PLACE_SIZE);
      for (long at = 0; at < spilled; at += page.capacity()) {
        page.clear().limit((int) Math.min(page.capacity(), spilled - at));
        file.readFully(at, page);
        decode(page.flip(), visitor);
      }
    }
    decode(recent.duplicate().flip(), visitor);
  }

  private static void decode(ByteBuffer places, Consumer<ChunkPlace> visitor) {
    while (places.hasRemaining()) {
      Hash hash = Hash.ofRaw(places);
      int size = places.getInt();
      long pack = places.getLong();
      long offset = places.getLong();
      int storedSize = places.getInt();
      Codec codec = Codec.of(places.get(), "a file of the store");
      visitor.accept(new ChunkPlace(hash, size, pack, offset, storedSize, codec));
    }
  }

  /**
   * Writes the recipe of {@code ref} beside {@code path}, durable, and renames it. The folder is
   * not synced.
   */
  void write(Path path, ContentRef ref, long size) {
    RecipeFile.write(disk, path, ref, size, count, this::chunks);
  }

  @Override
  public void close() {
    if (spill != null) {
      spill.close();
      spill = null;
      disk.delete(spillPath);
    }
  }
}
