package dev.odeon.store;

import dev.odeon.base.Pending;
import dev.odeon.base.SerialWorker;
import dev.odeon.base.Threads;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Source} block by block, on a thread of its own. */
final class ReadAhead implements AutoCloseable {
  private static final int BLOCK_SIZE = 512 << 10;
  private static final int BLOCKS = 3;

  private record Block(byte[] bytes, int[] have, Pending<Boolean> read) {}

  private final SerialWorker worker;
  private final SourceStream stream;
  private final Deque<Block> ahead = new ArrayDeque<>();
  private @Nullable Block current;

  ReadAhead(Source source, Threads threads) {
    this.stream = new SourceStream(source);
    this.worker = new SerialWorker("odeon-store-read", threads, BLOCKS + 1);
    for (int i = 0; i < BLOCKS; i++) {
      ask(new byte[BLOCK_SIZE]);
    }
  }

  private void ask(byte[] bytes) {
    int[] have = new int[1];
    ahead.add(
        new Block(
            bytes, have, worker.submit(() -> have[0] = stream.readNBytes(bytes, 0, bytes.length))));
  }

  /** The next bytes, valid until the next call; none at the end. */
  ByteBuffer next() {
    if (current != null) {
      ask(current.bytes);
    }
    Block next = ahead.remove();
    var _ = next.read.await();
    current = next;
    return ByteBuffer.wrap(next.bytes, 0, next.have[0]);
  }

  @Override
  public void close() {
    worker.close();
  }
}
