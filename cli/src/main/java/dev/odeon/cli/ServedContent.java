package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.protocol.Facts;
import dev.odeon.protocol.StoreRequest.StoreGet;
import dev.odeon.store.ContentRef;
import java.io.InputStream;

/** A content behind a server, asked for piece by piece. For one thread. */
final class ServedContent extends InputStream {
  private final Door door;
  private final ContentRef ref;
  private byte[] piece = new byte[0];
  private int at;
  private long asked;
  private boolean ended;

  ServedContent(Door door, ContentRef ref) {
    this.door = door;
    this.ref = ref;
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
    if (ended) {
      return false;
    }
    Facts facts = Told.facts(door, new StoreGet(ref.hex(), asked, null, null));
    Bytes bytes = facts.bytesOrNull("content");
    piece = bytes == null ? new byte[0] : bytes.toArray();
    at = 0;
    asked += piece.length;
    ended = asked >= facts.whole("size");
    if (piece.length == 0 && !ended) {
      throw Failure.failed("content %s ends early, at %d".formatted(ref.hex(), asked));
    }
    return piece.length > 0;
  }
}
