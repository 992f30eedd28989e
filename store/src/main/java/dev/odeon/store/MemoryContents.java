package dev.odeon.store;

import dev.odeon.base.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Contents in memory, gone with the process. Any number of threads. */
public final class MemoryContents implements Contents {
  private final ConcurrentSkipListMap<ContentRef, Bytes> contents = new ConcurrentSkipListMap<>();
  private final AtomicLong hits = new AtomicLong();
  private final AtomicLong misses = new AtomicLong();

  private MemoryContents() {}

  /** Contents with nothing in them. */
  public static MemoryContents create() {
    return new MemoryContents();
  }

  @Override
  public ContentRef put(Bytes content) {
    ContentRef ref = ContentRef.of(content);
    contents.putIfAbsent(ref, content.compact());
    return ref;
  }

  @Override
  public ContentRef put(InputStream content, Progress progress) {
    try {
      Bytes all = Bytes.wrap(content.readAllBytes());
      progress.advance(all.size());
      return put(all);
    } catch (IOException e) {
      throw new StoreException.SourceFailed(e);
    }
  }

  @Override
  public ContentRef put(Source content, Progress progress) {
    return put(new SourceStream(content), progress);
  }

  @Override
  public InputStream open(ContentRef ref) {
    return new SourceStream(Source.of(get(ref)));
  }

  @Override
  public Bytes get(ContentRef ref) {
    return find(ref).orElseThrow(() -> new StoreException.Missing(ref));
  }

  private Optional<Bytes> find(ContentRef ref) {
    Optional<Bytes> found = Optional.ofNullable(contents.get(ref));
    (found.isPresent() ? hits : misses).incrementAndGet();
    return found;
  }

  @Override
  public Bytes get(ContentRef ref, long offset, int length) {
    return Ranges.of(get(ref), offset, length);
  }

  @Override
  public boolean exists(ContentRef ref) {
    return contents.containsKey(ref);
  }

  @Override
  public OptionalLong size(ContentRef ref) {
    Bytes found = contents.get(ref);
    return found == null ? OptionalLong.empty() : OptionalLong.of(found.size());
  }

  @Override
  public void list(Consumer<Entry> visitor) {
    List<Entry> entries = new ArrayList<>();
    contents.forEach((ref, content) -> entries.add(new Entry(ref, content.size())));
    entries.forEach(visitor);
  }

  @Override
  public boolean remove(ContentRef ref) {
    return contents.remove(ref) != null;
  }

  @Override
  public Totals totals() {
    long bytes = contents.values().stream().mapToLong(Bytes::size).sum();
    return new Totals(contents.size(), bytes, 0);
  }

  @Override
  public void prefetch(ContentRef ref) {
    // It is as near as can be.
  }

  @Override
  public CacheStats cache() {
    long bytes = totals().logicalBytes();
    return new CacheStats(hits.get(), misses.get(), bytes, bytes);
  }
}
