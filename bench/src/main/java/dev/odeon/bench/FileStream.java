package dev.odeon.bench;

import dev.odeon.base.DiskFile;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** An open file as a stream from its first byte, which cannot go back. */
final class FileStream extends InputStream {
  private final DiskFile file;
  private long at;

  FileStream(DiskFile file) {
    this.file = file;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    int read = file.read(at, ByteBuffer.wrap(target, offset, length));
    at += Math.max(0, read);
    return read;
  }
}
