package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Threads;
import java.io.InputStream;
import java.util.Optional;

/** Reads contents from their files, through a cache of what was checked. Any number of threads. */
final class FileReads implements AutoCloseable {
  private final Disk disk;
  private final Threads threads;
  private final StoreFolders folders;
  private final ByteCache cache;
  private final Prefetcher prefetcher;

  FileReads(Disk disk, Threads threads, StoreFolders folders, ByteCache cache) {
    this.disk = disk;
    this.threads = threads;
    this.folders = folders;
    this.cache = cache;
    this.prefetcher = new Prefetcher(threads, this::load);
  }

  /** See {@link Contents#get(ContentRef)}. */
  Bytes get(ContentRef ref) {
    Bytes cached = cache.get(ref.hash());
    if (cached != null) {
      return cached;
    }
    Optional<Bytes> small = readSmall(ref);
    if (small.isPresent()) {
      cache.put(ref.hash(), small.get());
      return small.get();
    }
    try (ContentStream stream = openLarge(ref)) {
      return Bytes.wrap(readAll(ref, stream));
    }
  }

  private static byte[] readAll(ContentRef ref, ContentStream stream) {
    long size = stream.size();
    if (size > Integer.MAX_VALUE - 8) {
      throw new StoreException.TooLarge(ref, size);
    }
    byte[] all = new byte[(int) size];
    int done = 0;
    int read;
    while ((read = stream.read(all, done, all.length - done)) > 0) {
      done += read;
    }
    return all;
  }

  /** See {@link Contents#get(ContentRef, long, int)}; the range was checked. */
  Bytes get(ContentRef ref, long offset, int length) {
    Bytes cached = cache.get(ref.hash());
    if (cached != null) {
      return Ranges.of(cached, offset, length);
    }
    Optional<Bytes> small = readSmall(ref);
    if (small.isPresent()) {
      cache.put(ref.hash(), small.get());
      return Ranges.of(small.get(), offset, length);
    }
    return rangeOfLarge(ref, offset, length);
  }

  private Bytes rangeOfLarge(ContentRef ref, long offset, int length) {
    try (ChunkReader reader = reader(ref)) {
      long end = Math.min(offset + length, reader.recipe().size());
      if (offset >= end) {
        return Bytes.empty();
      }
      byte[] range = new byte[(int) (end - offset)];
      long index = reader.recipe().indexOf(offset);
      for (long at = offset; at < end; index++) {
        Bytes chunk = reader.readChecked(index);
        int within = (int) (at - reader.recipe().position(index));
        int piece = (int) Math.min(chunk.size() - within, end - at);
        chunk.slice(within, within + piece).copyTo(range, (int) (at - offset));
        at += piece;
      }
      if (index < reader.recipe().count()) {
        prefetcher.ask(new Prefetcher.Wish(ref, index));
      }
      return Bytes.wrap(range);
    }
  }

  /** See {@link Contents#open}. */
  InputStream open(ContentRef ref) {

    Bytes cached = cache.get(ref.hash());
    if (cached != null) {
      return new SourceStream(Source.of(cached));
    }
    Optional<Bytes> small = readSmall(ref);
    return small.isPresent() ? new SourceStream(Source.of(small.get())) : openLarge(ref);
  }

  /** The bytes of content that is a file of its own, checked; empty if it is not. */
  private Optional<Bytes> readSmall(ContentRef ref) {
    Bytes content;
    try {
      content = SmallFile.read(disk, folders.data(ref), FileContents.SMALL_SIZE_MAX);
    } catch (DiskException e) {
      if (e.reason() == DiskException.Reason.MISSING) {
        return Optional.empty();
      }
      throw new StoreException.Damaged("content " + ref.hex(), String.valueOf(e.getMessage()), e);
    }
    ContentRef found = ContentRef.of(content);
    if (!found.equals(ref)) {
      throw StoreException.Damaged.content(ref, found);
    }
    return Optional.of(content);
  }

  private ChunkReader reader(ContentRef ref) {
    Recipe recipe =
        Recipe.open(disk, folders.recipe(ref), ref)
            .orElseThrow(() -> new StoreException.Missing(ref));
    return new ChunkReader(disk, folders, cache, recipe);
  }

  private ContentStream openLarge(ContentRef ref) {
    return new ContentStream(reader(ref), threads);
  }

  /** See {@link Contents#prefetch}. */
  void prefetch(ContentRef ref) {
    prefetcher.ask(new Prefetcher.Wish(ref, 0));
  }

  /** Brings what is wished for into the cache. */
  private void load(Prefetcher.Wish wish) {
    if (cache.has(wish.ref().hash())) {
      return;
    }
    Optional<Bytes> small = wish.chunk() > 0 ? Optional.empty() : readSmall(wish.ref());
    if (small.isPresent()) {
      cache.put(wish.ref().hash(), small.get());
      return;
    }
    try (ChunkReader reader = reader(wish.ref())) {
      long end = Math.min(wish.chunk() + Prefetcher.CHUNKS, reader.recipe().count());
      for (long index = wish.chunk(); index < end; index++) {
        var _ = reader.readChecked(index);
      }
    }
  }

  @Override
  public void close() {
    prefetcher.close();
  }
}
