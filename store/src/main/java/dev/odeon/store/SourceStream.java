package dev.odeon.store;

import dev.odeon.base.DiskException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Reads a {@link Source} from its first byte. */
final class SourceStream extends InputStream {
  private final Source source;
  private long at;

  SourceStream(Source source) {
    this.source = source;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    try {
      int read = source.read(at, ByteBuffer.wrap(target, offset, length));
      at += Math.max(0, read);
      return read;
    } catch (DiskException e) {
      throw new StoreException.SourceFailed(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public int readNBytes(byte[] target, int offset, int length) {
    int done = 0;
    while (done < length) {
      int read = read(target, offset + done, length - done);
      if (read < 0) {
        break;
      }
      done += read;
    }
    return done;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, source.size() - at));
  }
}
