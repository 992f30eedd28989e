package dev.odeon.bench;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The least that durable writing costs on this disk: one thread that writes to a file filled with
 * zeros and syncs after each write, and does nothing else.
 */
final class DiskFloor implements AutoCloseable {
  private static final int PIECE = 1 << 20;

  private final DiskFile file;
  private final long size;
  private final ByteBuffer content = ByteBuffer.allocateDirect(4 * PIECE);
  private long at;

  private DiskFloor(DiskFile file, long size) {
    this.file = file;
    this.size = size;
  }

  /** Makes the file, of {@code pieces} MiB. */
  static DiskFloor open(Path path, int pieces) {
    DiskFile file = Disk.system().open(path, Disk.Mode.CREATE);
    ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE);
    for (int i = 0; i < pieces; i++) {
      file.writeFully((long) i * PIECE, zeros.clear());
    }
    file.sync();
    DiskFloor floor = new DiskFloor(file, (long) pieces * PIECE);
    byte[] text = new byte[PIECE];
    Arrays.fill(text, (byte) 'x');
    while (floor.content.hasRemaining()) {
      floor.content.put(text);
    }
    return floor;
  }

  /** Writes and syncs pieces of these sizes, one after the other; at the end it begins again. */
  void write(int[] sizes) {
    for (int bytes : sizes) {
      if (at + bytes > size) {
        at = 0;
      }
      file.writeFully(at, content.clear().limit(bytes));
      file.sync();
      at += bytes;
    }
  }

  /** How long {@link #write} takes, in nanoseconds. */
  long time(int[] sizes) {
    long begun = System.nanoTime();
    write(sizes);
    return System.nanoTime() - begun;
  }

  /** How long each of as many pieces of {@code bytes} takes as can be written in {@code nanos}. */
  Latencies times(int bytes, long nanos) {
    Latencies times = new Latencies();
    int[] one = {bytes};
    long begun = System.nanoTime();
    do {
      times.add(time(one));
    } while (System.nanoTime() - begun < nanos);
    return times;
  }

  @Override
  public void close() {
    file.close();
  }
}
