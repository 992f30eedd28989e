package dev.odeon.bench;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Hash;
import dev.odeon.store.Source;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The least that content costs: plain files in a folder, written, synced, renamed and the folder
 * synced; read from their first byte to their last; and plain SHA-256. Any number of threads.
 */
final class PlainFiles {
  private static final int PIECE = 1 << 18;
  private static final ThreadLocal<ByteBuffer> PIECES =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(PIECE));

  private final Disk disk = Disk.system();
  private final Path folder;
  private final AtomicLong written = new AtomicLong();

  PlainFiles(Path folder) {
    this.folder = folder;
  }

  /** Writes {@code content} durably as a new file, which it returns. */
  Path write(Source content) {
    long number = written.getAndIncrement();
    Path unfinished = folder.resolve("~" + number);
    Path file = folder.resolve(Long.toString(number));
    try (DiskFile open = disk.open(unfinished, Disk.Mode.CREATE)) {
      long[] at = new long[1];
      each(
          content,
          piece -> {
            int size = piece.remaining();
            open.writeFully(at[0], piece);
            at[0] += size;
          });
      open.sync();
    }
    disk.rename(unfinished, file);
    disk.syncFolder(folder);
    return file;
  }

  /** Reads all of {@code file}, and does nothing with it. */
  void read(Path file) {
    try (DiskFile open = disk.open(file, Disk.Mode.READ)) {
      each(Source.of(open), _ -> {});
    }
  }

  /** Opens {@code file} for reading. */
  DiskFile open(Path file) {
    return disk.open(file, Disk.Mode.READ);
  }

  /** Takes the SHA-256 of {@code content}. */
  static Hash digest(Source content) {
    MessageDigest digest = Hash.digest();
    each(content, digest::update);
    return Hash.of(digest);
  }

  /** Removes all that was written. */
  void empty() {
    disk.list(folder).forEach(name -> disk.delete(folder.resolve(name)));
  }

  private interface Taker {
    void take(ByteBuffer piece);
  }

  private static void each(Source content, Taker taker) {
    ByteBuffer piece = PIECES.get();
    long at = 0;
    for (int read = content.read(at, piece.clear());
        read >= 0;
        read = content.read(at, piece.clear())) {
      at += read;
      taker.take(piece.flip());
    }
  }
}
