package dev.odeon.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Splits the bytes of a channel into lines. One thread owns it. */
final class LineInput {
  private static final int FIRST = 8192;
  private static final int READ_MAX = 1 << 16;

  private final ReadableByteChannel channel;
  private final int lineBytesMax;
  private byte[] bytes = new byte[FIRST];
  private int from;
  private int seen;
  private int to;

  LineInput(ReadableByteChannel channel, int lineBytesMax) {
    this.channel = channel;
    this.lineBytesMax = lineBytesMax;
  }

  /** Receives a line in place: {@code size} bytes of {@code array} from {@code from}. */
  interface Sink {
    void line(byte[] array, int from, int size);
  }

  /**
   * Blocks for the next line and passes it, without its newline, to {@code sink}.
   *
   * @return false at the end of the stream
   * @throws IOException if the channel fails, ends within a line, or the line exceeds the limit
   */
  boolean next(Sink sink) throws IOException {
    while (true) {
      for (; seen < to; seen++) {
        if (bytes[seen] == '\n') {
          int start = from;
          int size = seen - from;
          from = ++seen;
          sink.line(bytes, start, size);
          return true;
        }
      }
      if (!fill()) {
        if (from < to) {
          throw new IOException("the connection ended within a line");
        }
        return false;
      }
    }
  }

  private boolean fill() throws IOException {
    if (from == to) {
      from = 0;
      seen = 0;
      to = 0;
    }
    if (to == bytes.length) {
      makeRoom();
    }
    int read = channel.read(ByteBuffer.wrap(bytes, to, Math.min(bytes.length - to, READ_MAX)));
    to += Math.max(read, 0);
    return read >= 0;
  }

  private void makeRoom() throws IOException {
    int size = to - from;
    if (size > lineBytesMax) {
      throw new IOException("a line is longer than " + lineBytesMax + " bytes");
    }
    byte[] target =
        size > bytes.length / 2
            ? new byte[(int) Math.min(Math.max(2L * size, FIRST), Integer.MAX_VALUE - 8)]
            : bytes;
    System.arraycopy(bytes, from, target, 0, size);
    bytes = target;
    seen -= from;
    to = size;
    from = 0;
  }
}
