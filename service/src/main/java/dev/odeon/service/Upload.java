package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Content that is being uploaded. The upload's own thread stores the pieces; a request passes it a
 * piece and waits until it is consumed. Any thread may pass a piece, but only one at a time.
 */
final class Upload {
  private final String tenant;
  private final Ports ports;
  private final Pending<ContentRef> stored;
  private final Piece first;

  // Guarded by this.
  private Piece last;
  private long size;
  private boolean ended;

  private volatile long usedNanos;

  Upload(String tenant, Ports ports) {
    this.tenant = tenant;
    this.ports = ports;
    this.stored = new Pending<>(ports.threads());
    this.first = new Piece(Bytes.empty(), ports);
    boolean _ = first.taken.complete(true);
    this.last = first;
    this.usedNanos = ports.clock().nanos();
  }

  /** A piece; without bytes, it aborts the upload. */
  private static final class Piece {
    private final @Nullable Bytes bytes;
    private final Pending<Boolean> taken;
    private final Pending<Optional<Piece>> next;

    Piece(@Nullable Bytes bytes, Ports ports) {
      this.bytes = bytes;
      this.taken = new Pending<>(ports.threads());
      this.next = new Pending<>(ports.threads());
    }
  }

  String tenant() {
    return tenant;
  }

  /** How many bytes it has got. */
  synchronized long size() {
    return size;
  }

  /** When the last piece arrived, on the monotonic clock. */
  long usedNanos() {
    return usedNanos;
  }

  /** Starts the thread that stores the pieces. */
  void start(Store store) {
    Pieces pieces = new Pieces(first);
    ports.threads().startVirtual("odeon-upload", () -> store(store, pieces));
  }

  private void store(Store store, Pieces pieces) {
    try {
      ContentRef ref = store.put(pieces, _ -> {});
      stored.complete(ref);
    } catch (RuntimeException | Error e) {
      RuntimeException failure =
          e instanceof RuntimeException known
              ? known
              : new RequestException(ErrorCode.OVERLOADED, "the upload failed: " + e);
      stored.fail(failure);
      synchronized (this) {
        ended = true;
        pieces.fail(failure);
      }
    }
  }

  /**
   * Passes the next piece and waits until it is consumed.
   *
   * @return the number of bytes received so far
   * @throws RequestException if the piece before it is not yet consumed, as their order is unknown
   */
  long write(Bytes bytes) {
    usedNanos = ports.clock().nanos();
    Piece piece = new Piece(bytes, ports);
    long sum;
    synchronized (this) {
      requireOpen();
      if (!last.taken.isDone()) {
        throw new RequestException(
            ErrorCode.REFUSED,
            "another piece of this upload is being stored: send each after the answer to the last");
      }
      size += bytes.size();
      sum = size;
      append(piece);
    }
    boolean _ = piece.taken.await();
    return sum;
  }

  /** Ends the content, and waits until all of it is stored. */
  ContentRef finish() {
    synchronized (this) {
      if (!ended) {
        ended = true;
        last.next.complete(Optional.empty());
      }
    }
    return stored.await();
  }

  /** Aborts the upload; nothing is stored. */
  void giveUp() {
    synchronized (this) {
      if (!ended) {
        ended = true;
        append(new Piece(null, ports));
      }
    }
  }

  private void requireOpen() {
    if (ended) {
      if (stored.isDone()) {
        ContentRef _ = stored.await();
      }
      throw new RequestException(ErrorCode.REFUSED, "the upload has ended: begin a new one");
    }
  }

  private void append(Piece piece) {
    Piece before = last;
    last = piece;
    before.next.complete(Optional.of(piece));
  }

  /** The pieces as a stream. For the upload's thread. */
  private static final class Pieces extends InputStream {
    private Piece piece;
    private int at;

    Pieces(Piece first) {
      this.piece = first;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Bytes bytes = current();
      while (at == bytes.size()) {
        piece.taken.complete(true);
        Optional<Piece> next = piece.next.await();
        if (next.isEmpty()) {
          return -1;
        }
        piece = next.get();
        at = 0;
        bytes = current();
      }
      int count = Math.min(length, bytes.size() - at);
      bytes.slice(at, at + count).copyTo(target, offset);
      at += count;
      return count;
    }

    /** Fails whoever waits for a piece. Called by the upload's thread, after its last read. */
    void fail(RuntimeException failure) {
      Piece each = piece;
      boolean more = true;
      while (more) {
        boolean _ = each.taken.fail(failure);
        Optional<Piece> next = each.next.isDone() ? each.next.await() : Optional.empty();
        more = next.isPresent();
        each = next.orElse(each);
      }
    }

    private Bytes current() throws IOException {
      Bytes bytes = piece.bytes;
      if (bytes == null) {
        throw new IOException("the upload was given up");
      }
      return bytes;
    }
  }
}
