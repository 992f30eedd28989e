package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Entropy;
import dev.odeon.base.Pending;
import dev.odeon.base.SerialWorker;
import dev.odeon.base.Threads;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes one pack: the thread that owns it fills buffers, a thread beside it writes them and syncs
 * now and then, so that the last sync has little to do. Nothing refers to a pack before {@link
 * #finish} has returned; one that nobody refers to is swept by a collection. The pack's name is not
 * durable before its folder is synced.
 */
final class PackWriter implements AutoCloseable {
  private static final int BUFFER_SIZE = 512 << 10;
  private static final int BUFFERS = 4;
  private static final long SYNC_EVERY = 4 << 20;

  /** A buffer that is being written. */
  private record Handed(ByteBuffer buffer, Pending<Boolean> written) {}

  private final Disk disk;
  private final StoreFolders folders;
  private final long number;
  private final DiskFile file;
  private final SerialWorker worker;
  private final Deque<Handed> handed = new ArrayDeque<>();
  private ByteBuffer buffer;
  private long size;
  private int buffers = 1;
  private boolean kept;

  // Of the worker.
  private long written;
  private long synced;

  /**
   * Makes a pack.
   *
   * @param use the put that it is for: a collection leaves the pack alone until that ends
   */
  PackWriter(
      Disk disk, Entropy entropy, Threads threads, StoreFolders folders, PacksInUse.Put use) {
    this.disk = disk;
    this.folders = folders;
    long drawn = draw(entropy);
    while (disk.exists(folders.pack(drawn))) {
      drawn = draw(entropy);
    }
    this.number = drawn;
    // Before the file is there: a collection may see it at once.
    boolean _ = use.uses(drawn);
    this.file = disk.open(folders.pack(number), Disk.Mode.CREATE);
    try {
      this.worker = new SerialWorker("odeon-store-pack", threads, BUFFERS + 1);
    } catch (RuntimeException | Error e) {
      // No thread is to be had: the descriptor must not be lost with it.
      file.close();
      throw e;
    }
    this.buffer = ByteBuffer.allocate(BUFFER_SIZE);
    write(Packs.header(number));
  }

  /** Drawn, not counted: a number must never name another pack again. */
  private static long draw(Entropy entropy) {
    return entropy.bytes(Long.BYTES).int64(0) >>> 1;
  }

  long number() {
    return number;
  }

  /** The bytes appended so far. */
  long size() {
    return size;
  }

  /** Appends a chunk as it is stored; returns the offset in the pack that it begins at. */
  long append(ByteBuffer chunk) {
    long offset = size;
    int sum = Packs.sum(chunk);
    write(chunk);
    write(ByteBuffer.allocate(Packs.SUM_SIZE).putInt(sum).flip());
    return offset;
  }

  private void write(ByteBuffer bytes) {
    size += bytes.remaining();
    while (bytes.hasRemaining()) {
      int piece = Math.min(bytes.remaining(), buffer.remaining());
      buffer.put(bytes.slice(bytes.position(), piece));
      bytes.position(bytes.position() + piece);
      if (!buffer.hasRemaining()) {
        handOver();
      }
    }
  }

  private void handOver() {
    ByteBuffer full = buffer.flip();
    handed.add(new Handed(full, worker.submit(() -> flush(full))));
    if (buffers < BUFFERS) {
      buffers++;
      buffer = ByteBuffer.allocate(BUFFER_SIZE);
    } else {
      Handed first = handed.remove();
      var _ = first.written.await();
      buffer = first.buffer.clear();
    }
  }

  private void flush(ByteBuffer full) {
    int count = full.remaining();
    file.writeFully(written, full);
    written += count;
    if (written - synced >= SYNC_EVERY) {
      sync();
    }
  }

  private void sync() {
    file.sync();
    synced = written;
  }

  /** Makes all that was appended durable. */
  void finish() {
    handOver();
    var _ = worker.submit(this::sync);
    worker.finish();
    kept = true;
  }

  /** Lets it be swept at once: nothing refers to it. */
  void discard() {
    kept = false;
  }

  @Override
  public void close() {
    worker.close();
    file.close();
    if (!kept) {
      try {
        disk.delete(folders.pack(number));
      } catch (DiskException e) {
        // A collection will.
        kept = true;
      }
    }
  }
}
