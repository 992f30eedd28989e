package dev.odeon.cli;

import dev.odeon.protocol.StoreGet;
import java.io.InputStream;

/** The bytes of content, asked for piece by piece. For one thread. */
public final class StoreGetStream extends InputStream {
  private final Backend backend;
  private final String hash;
  private final long to;
  private byte[] piece;
  private int at;
  private long asked;

  /** The bytes that begin with {@code first}, up to the offset {@code to}. */
  public StoreGetStream(Backend backend, StoreGet.Result first, long to) {
    this.backend = backend;
    this.hash = first.hash();
    this.piece = first.content().toArray();
    this.asked = first.offset() + piece.length;
    this.to = to;
  }

  /** All bytes of the content {@code hash}. */
  public static StoreGetStream whole(Backend backend, String hash) {
    StoreGet.Result first = backend.ask(new StoreGet(hash, 0, null, null));
    return new StoreGetStream(backend, first, first.size());
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
    if (at == piece.length && !next()) {
      return -1;
    }
    int count = Math.min(length, piece.length - at);
    System.arraycopy(piece, at, target, offset, count);
    at += count;
    return count;
  }

  private boolean next() {
    if (asked >= to) {
      return false;
    }
    piece = backend.ask(new StoreGet(hash, asked, to - asked, null)).content().toArray();
    at = 0;
    asked += piece.length;
    if (piece.length == 0) {
      throw Failure.failed("content %s ends early, at %d".formatted(hash, asked));
    }
    return true;
  }
}
