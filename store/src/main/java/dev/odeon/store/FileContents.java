package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.FileStatus;
import dev.odeon.base.Hash;
import dev.odeon.base.Ports;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Contents in files: up to {@value #SMALL_SIZE_MAX} bytes in one of its own, larger ones as a
 * recipe of chunks in packs. Any number of threads; each content is put or removed by one at a
 * time.
 */
final class FileContents implements Contents {
  /** The size in bytes up to which content is a file of its own. */
  static final int SMALL_SIZE_MAX = 1 << 20;

  private final Ports ports;
  private final Disk disk;
  private final Clock clock;
  private final StoreFolders folders;
  private final Catalogue catalogue;
  private final ByteCache cache;
  private final KeyedLock<ContentRef> locks;
  private final PacksInUse packsInUse = new PacksInUse();
  private final GcPins pins;
  private final FileReads reads;
  private final long touchAfterMillis;
  private final long openedMillis;
  private final FolderSync dataSync;
  private final FolderSync packsSync;
  private final FolderSync recipesSync;

  /**
   * Opens what is in {@code folders}, which are there. What an earlier process wrote may not be
   * durable yet, so the names are synced first.
   */
  FileContents(Ports ports, StoreFolders folders, boolean empty, StoreConfig config, GcPins pins) {
    this.ports = ports;
    this.disk = ports.disk();
    this.clock = ports.clock();
    this.folders = folders;
    this.pins = pins;
    this.cache = new ByteCache(config.cacheBytes());
    this.locks = new KeyedLock<>(ports.threads());
    this.touchAfterMillis = config.grace().dividedBy(2).toMillis();
    this.openedMillis = clock.millis();
    this.dataSync = new FolderSync(disk, folders.data(), ports.threads());
    this.packsSync = new FolderSync(disk, folders.packs(), ports.threads());
    this.recipesSync = new FolderSync(disk, folders.recipes(), ports.threads());
    dataSync.sync();
    packsSync.sync();
    recipesSync.sync();
    this.catalogue =
        new Catalogue(disk, ports.threads(), folders.index(), empty, new FolderScan(disk, folders));
    this.reads = new FileReads(disk, ports.threads(), folders, cache);
  }

  // Putting.

  @Override
  public ContentRef put(Bytes content) {
    return content.size() <= SMALL_SIZE_MAX
        ? putSmall(content)
        : put(Source.of(content), Progress.NONE);
  }

  private ContentRef putSmall(Bytes content) {
    ContentRef ref = ContentRef.of(content);
    return attempt(() ->
        locks.with(
            ref,
            () -> {
              pins.add(ref);
              dataSync.check();
              return isKnown(folders.data(ref), content.size())
                  ? ref
                  : catalogue.change(() -> write(ref, content));
            }));
  }

  private ContentRef write(ContentRef ref, Bytes content) {
    TempFiles.write(disk, folders.data(ref), file -> file.writeFully(0, content.buffer()));
    dataSync.sync();
    catalogue.added(ref, content.size());
    return ref;
  }

  /**
   * Whether {@code file} is there whole. One that a collection might soon take for old is made new
   * again: it has just been put.
   */
  private boolean isKnown(Path file, long size) {
    Optional<FileStatus> status = disk.status(file);
    boolean known =
        status.isPresent()
            && status.get().kind() == FileStatus.Kind.FILE
            && (size < 0 || status.get().size() == size);
    if (known && clock.millis() - status.get().modifiedMillis() > touchAfterMillis) {
      disk.touch(file, clock.millis());
    }
    return known;
  }

  @Override
  public ContentRef put(InputStream content, Progress progress) {
    return attempt(() -> {
      byte[] first = readFirst(content);
      if (first.length <= SMALL_SIZE_MAX) {
        ContentRef ref = putSmall(Bytes.wrap(first));
        progress.advance(first.length);
        return ref;
      }
      ByteArrayInputStream begin = new ByteArrayInputStream(first);
      return putLarge(
          (target, offset, length) ->
              begin.available() > 0
                  ? begin.read(target, offset, length)
                  : read(content, target, offset, length),
          progress);
    });
  }

  /** All of a small content, or one byte more than a small content has. */
  private static byte[] readFirst(InputStream content) {
    try {
      return content.readNBytes(SMALL_SIZE_MAX + 1);
    } catch (IOException e) {
      throw new StoreException.SourceFailed(e);
    }
  }

  private static int read(InputStream content, byte[] target, int offset, int length) {
    try {
      return content.read(target, offset, length);
    } catch (IOException e) {
      throw new StoreException.SourceFailed(e);
    }
  }

  @Override
  public ContentRef put(Source content, Progress progress) {
    long size = content.size();
    if (size == 0) {
      // A file that Linux makes when it is read has no size: it is read to its end.
      return put(new SourceStream(content), progress);
    }
    return attempt(() -> {
      // It may grow or shrink meanwhile: up to its size then, what is read is what is put.
      if (size <= SMALL_SIZE_MAX) {
        byte[] all = new byte[(int) size];
        int have = new SourceStream(content).readNBytes(all, 0, all.length);
        progress.advance(have);
        return putSmall(Bytes.wrap(all, 0, have));
      }
      Source begun = Source.first(size, content);
      ContentRef known = knownLarge(begun, progress);
      return known != null ? known : putLarge(new SourceStream(begun)::read, progress);
    });
  }

  /** Its reference if all of it is known: if its first chunk is, hashing it may save the rest. */
  private @Nullable ContentRef knownLarge(Source content, Progress progress) {
    byte[] first = new byte[Chunker.SIZE_MAX];
    SourceStream stream = new SourceStream(content);
    int have = Math.max(0, stream.readNBytes(first, 0, first.length));
    Hash chunk = Hash.of(Bytes.wrap(first, 0, Chunker.cut(first, 0, have)));
    if (catalogue.chunk(chunk).isEmpty()) {
      return null;
    }
    ContentRef ref = new ContentRef(hash(content, progress));
    return locks.with(
        ref,
        () -> {
          pins.add(ref);
          return isKnownLarge(ref) ? ref : null;
        });
  }

  private Hash hash(Source content, Progress progress) {
    MessageDigest digest = Hash.digest();
    try (ReadAhead ahead = new ReadAhead(content, ports.threads())) {
      long done = 0;
      for (ByteBuffer block = ahead.next(); block.hasRemaining(); block = ahead.next()) {
        done += block.remaining();
        digest.update(block);
        progress.advance(done);
      }
    }
    return Hash.of(digest);
  }

  private boolean isKnownLarge(ContentRef ref) {
    packsSync.check();
    recipesSync.check();
    if (!isKnown(folders.recipe(ref), -1)) {
      return false;
    }
    try (Recipe recipe = Recipe.open(disk, folders.recipe(ref), ref).orElse(null);
        PacksInUse.Put put = packsInUse.begin()) {
      boolean[] whole = {recipe != null};
      if (recipe != null) {
        recipe.chunks(chunk -> whole[0] &= isThere(put, chunk));
      }
      return whole[0];
    } catch (StoreException.Damaged e) {
      // It is written again.
      return false;
    }
  }

  private boolean isThere(PacksInUse.Put put, ChunkPlace chunk) {
    return put.reaches(
        chunk.pack(),
        chunk.offset() + chunk.packedSize(),
        () -> disk.status(folders.pack(chunk.pack())));
  }

  private ContentRef putLarge(LargePut.Input input, Progress progress) {
    packsSync.check();
    recipesSync.check();
    try (LargePut put = new LargePut(ports, folders, catalogue, packsInUse)) {
      LargePut.Result result = put.read(input, progress);
      ContentRef ref = result.ref();
      return locks.with(
          ref,
          () -> {
            pins.add(ref);
            if (isKnownLarge(ref)) {
              put.discard();
              return ref;
            }
            return catalogue.change(() -> finish(put, result));
          });
    }
  }

  private ContentRef finish(LargePut put, LargePut.Result result) {
    put.finishPack();
    packsSync.sync();
    try {
      put.writeRecipe(result);
    } catch (DiskException | StoreException e) {
      put.discard();
      throw e;
    }
    recipesSync.sync();
    put.publish();
    catalogue.added(result.ref(), result.size());
    return result.ref();
  }

  // Getting.

  @Override
  public Bytes get(ContentRef ref) {
    return attempt(() -> reads.get(ref));
  }

  @Override
  public Bytes get(ContentRef ref, long offset, int length) {
    Ranges.check(offset, length);
    return attempt(() -> reads.get(ref, offset, length));
  }

  @Override
  public InputStream open(ContentRef ref) {
    return attempt(() -> reads.open(ref));
  }

  @Override
  public void prefetch(ContentRef ref) {
    reads.prefetch(ref);
  }

  @Override
  public CacheStats cache() {
    return cache.stats();
  }

  // What there is.

  @Override
  public boolean exists(ContentRef ref) {
    return size(ref).isPresent();
  }

  @Override
  public OptionalLong size(ContentRef ref) {
    return attempt(() -> {
      Optional<FileStatus> file = disk.status(folders.data(ref));
      if (file.isPresent() && file.get().kind() == FileStatus.Kind.FILE) {
        return OptionalLong.of(file.get().size());
      }
      try (Recipe recipe = Recipe.open(disk, folders.recipe(ref), ref).orElse(null)) {
        return recipe == null ? OptionalLong.empty() : OptionalLong.of(recipe.size());
      }
    });
  }

  /** Whether there are files of {@code ref}, whole or not. */
  boolean hasFile(ContentRef ref) {
    return FolderScan.hasFile(disk, folders, ref);
  }

  /** When the content was put last, in milliseconds since 1970, if it is there. */
  OptionalLong createdMillis(ContentRef ref) {
    return attempt(() ->
        disk.status(folders.data(ref))
            .or(() -> disk.status(folders.recipe(ref)))
            .map(status -> OptionalLong.of(status.modifiedMillis()))
            .orElse(OptionalLong.empty()));
  }

  @Override
  public void list(Consumer<Entry> visitor) {
    boolean _ =
        attempt(() -> {
          catalogue.list(visitor);
          return true;
        });
  }

  @Override
  public Totals totals() {
    long[] sums = new long[3];
    list(entry -> {
      sums[0]++;
      sums[1] += entry.size();
      sums[2] += entry.size() <= SMALL_SIZE_MAX ? entry.size() : 0;
    });
    long rest = attempt(() -> sizeOfFiles(folders.packs()) + sizeOfFiles(folders.recipes()));
    return new Totals(sums[0], sums[1], sums[2] + rest);
  }

  private long sizeOfFiles(Path folder) {
    long[] sum = new long[1];
    disk.visit(
        folder,
        name -> sum[0] += disk.status(folder.resolve(name)).map(FileStatus::size).orElse(0L));
    return sum[0];
  }

  // Removing.

  @Override
  public boolean remove(ContentRef ref) {
    return attempt(
        () -> locks.with(ref, () -> exists(ref) && catalogue.change(() -> removeClaimed(ref))));
  }

  private boolean removeClaimed(ContentRef ref) {
    cache.remove(ref.hash());
    boolean removed = delete(folders.data(ref)) | delete(folders.recipe(ref));
    catalogue.removed(ref);
    dataSync.sync();
    recipesSync.sync();
    return removed;
  }

  private boolean delete(Path file) {
    try {
      disk.delete(file);
      return true;
    } catch (DiskException e) {
      if (e.reason() == DiskException.Reason.MISSING) {
        return false;
      }
      throw e;
    }
  }

  /** Removes {@code file} of {@code ref} unless it is {@code spared}; for the collector. */
  boolean sweep(ContentRef ref, Path file, Supplier<Boolean> spared) {
    return locks.with(
        ref,
        () -> {
          if (spared.get()) {
            return false;
          }
          return catalogue.change(() -> {
            cache.remove(ref.hash());
            boolean removed = delete(file);
            catalogue.removed(ref);
            return removed;
          });
        });
  }

  /** Runs {@code work} while nobody puts or removes {@code ref}. */
  <T> T exclusively(ContentRef ref, Supplier<T> work) {
    return locks.with(ref, work);
  }

  /** Makes the names in its folders durable. */
  void syncNames() {
    dataSync.sync();
    packsSync.sync();
    recipesSync.sync();
  }

  /** When it was opened: older temporary files were left by an earlier process. */
  long openedMillis() {
    return openedMillis;
  }

  PacksInUse packsInUse() {
    return packsInUse;
  }

  Catalogue catalogue() {
    return catalogue;
  }

  static <T> T attempt(Supplier<T> work) {
    try {
      return work.get();
    } catch (DiskException e) {
      throw new StoreException.Unavailable(e);
    }
  }

  /** Closes it; running operations fail. */
  void close() {
    reads.close();
    catalogue.close(this::syncNames);
  }
}
