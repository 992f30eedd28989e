package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Pending;
import dev.odeon.base.SerialWorker;
import dev.odeon.base.Threads;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A large content as a stream: a thread beside it reads a few chunks ahead, and at its end the hash
 * of all bytes is compared. It belongs to one thread.
 */
final class ContentStream extends InputStream {
  private static final int AHEAD = 4;

  /** Shorter ones are read faster than a thread is started. */
  private static final long AHEAD_FROM_COUNT = 32;

  private final ChunkReader reader;
  private final Threads threads;
  private final ContentRef ref;
  private final long size;
  private final long count;
  private final @Nullable SerialWorker worker;
  private final Deque<Pending<Bytes>> ahead = new ArrayDeque<>();
  private final MessageDigest digest = Hash.digest();
  private byte[] current = new byte[0];
  private int at;
  private long asked;
  private long done;
  private boolean checked;
  private boolean closed;

  /** Takes {@code reader} over. */
  ContentStream(ChunkReader reader, Threads threads) {
    this.reader = reader;
    this.threads = threads;
    this.ref = reader.recipe().ref();
    this.size = reader.recipe().size();
    this.count = reader.recipe().count();
    this.worker =
        count < AHEAD_FROM_COUNT ? null : new SerialWorker("odeon-store-ahead", threads, AHEAD + 1);
  }

  /** The size of the content in bytes. */
  long size() {
    return size;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (closed) {
      throw new StoreException.Closed();
    }
    if (length == 0) {
      return 0;
    }
    if (at == current.length && !advance()) {
      return -1;
    }
    int piece = Math.min(length, current.length - at);
    System.arraycopy(current, at, target, offset, piece);
    at += piece;
    return piece;
  }

  /** Goes to the next chunk; false at the end. */
  private boolean advance() {
    if (done == count) {
      check();
      return false;
    }
    current = next().toArray();
    at = 0;
    digest.update(current);
    done++;
    if (done == count) {
      // Before the last bytes are returned: a caller that reads exactly that many sees it, too.
      check();
    }
    return true;
  }

  private void check() {
    if (!checked) {
      ContentRef found = new ContentRef(Hash.of(digest));
      if (!found.equals(ref)) {
        throw StoreException.Damaged.content(ref, found);
      }
      checked = true;
    }
  }

  private Bytes next() {
    if (worker == null) {
      return reader.read(done);
    }
    while (asked < count && asked < done + AHEAD) {
      long index = asked++;
      Pending<Bytes> chunk = new Pending<>(threads);
      ahead.add(chunk);
      var _ = worker.submit(() -> load(index, chunk));
    }
    return ahead.remove().await();
  }

  private void load(long index, Pending<Bytes> chunk) {
    try {
      chunk.complete(reader.read(index));
    } catch (RuntimeException e) {
      chunk.fail(e);
    }
  }

  @Override
  public int available() {
    return current.length - at;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (worker != null) {
        worker.close();
      }
      reader.close();
    }
  }
}
