package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes the file of one {@link Recipe}. */
final class RecipeFile {
  private final DiskFile file;
  private final ContentRef ref;
  private final ByteBuffer buffer = ByteBuffer.allocate(512 * Recipe.ENTRY_SIZE);
  private long offset;
  private long index;
  private long position;

  private RecipeFile(DiskFile file, ContentRef ref) {
    this.file = file;
    this.ref = ref;
  }

  /** Gives the chunks of a recipe in order. */
  @FunctionalInterface
  interface Chunks {
    void visit(Consumer<ChunkPlace> visitor);
  }

  /**
   * Writes the recipe of {@code ref} beside {@code path}, makes it durable and renames it. The
   * folder is not synced.
   */
  static void write(Disk disk, Path path, ContentRef ref, long size, long count, Chunks chunks) {
    TempFiles.write(
        disk,
        path,
        file -> {
          RecipeFile out = new RecipeFile(file, ref);
          out.buffer.put(Recipe.header(ref, size, count).buffer());
          chunks.visit(out::entry);
          out.flush();
        });
  }

  private void entry(ChunkPlace place) {
    if (buffer.remaining() < Recipe.ENTRY_SIZE) {
      flush();
    }
    Recipe.encode(buffer, ref, index++, position, place);
    position += place.size();
  }

  private void flush() {
    buffer.flip();
    int size = buffer.remaining();
    file.writeFully(offset, buffer);
    offset += size;
    buffer.clear();
  }
}
