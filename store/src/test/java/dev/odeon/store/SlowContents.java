package dev.odeon.store;

import dev.odeon.base.Bytes;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Contents far away: each call takes a moment, and those that bring bytes are counted. */
final class SlowContents implements Contents {
  private static final long DELAY_NANOS = 200_000;

  private final Contents contents;
  private final AtomicInteger reads = new AtomicInteger();

  SlowContents(Contents contents) {
    this.contents = contents;
  }

  /** How often bytes were asked for. */
  int reads() {
    return reads.get();
  }

  private Contents slow() {
    LockSupport.parkNanos(DELAY_NANOS);
    return contents;
  }

  private Contents read() {
    reads.incrementAndGet();
    return slow();
  }

  @Override
  public ContentRef put(Bytes content) {
    return slow().put(content);
  }

  @Override
  public ContentRef put(InputStream content, Progress progress) {
    return slow().put(content, progress);
  }

  @Override
  public ContentRef put(Source content, Progress progress) {
    return slow().put(content, progress);
  }

  @Override
  public InputStream open(ContentRef ref) {
    return read().open(ref);
  }

  @Override
  public Bytes get(ContentRef ref) {
    return read().get(ref);
  }

  @Override
  public Bytes get(ContentRef ref, long offset, int length) {
    return read().get(ref, offset, length);
  }

  @Override
  public boolean exists(ContentRef ref) {
    return slow().exists(ref);
  }

  @Override
  public OptionalLong size(ContentRef ref) {
    return slow().size(ref);
  }

  @Override
  public void list(Consumer<Entry> visitor) {
    slow().list(visitor);
  }

  @Override
  public boolean remove(ContentRef ref) {
    return slow().remove(ref);
  }

  @Override
  public Totals totals() {
    return slow().totals();
  }

  @Override
  public void prefetch(ContentRef ref) {
    slow().prefetch(ref);
  }

  @Override
  public CacheStats cache() {
    return contents.cache();
  }
}
