package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Threads;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An index derived from the folders: which content exists, with its size, and where each chunk is.
 * It makes listing a million blobs and finding a known chunk fast. Loaded from {@code
 * derived/index} after a clean shutdown, otherwise rebuilt from the folders on first use. Any
 * number of threads.
 */
final class Catalogue {
  private static final int FORMAT = 1;
  private static final String CONTENTS = "contents";
  private static final String CHUNKS = "chunks";

  private final Disk disk;
  private final Path folder;
  private final HashIndex contents;
  private final HashIndex chunks;
  private final KeyedLock<String> locks;
  private final Origin origin;
  private volatile boolean whole;
  private volatile boolean changed;
  private int running;
  private int timesDirty;
  private boolean closed;

  /** What it is rebuilt from. */
  interface Origin {
    /** Gives all content that the folders have to {@code visitor}. */
    void contents(Consumer<Entry> visitor);

    /** Gives all chunks that recipes name to {@code visitor}. */
    void chunks(Consumer<ChunkPlace> visitor);
  }

  /** {@code empty}: the folders have just been made. */
  Catalogue(Disk disk, Threads threads, Path folder, boolean empty, Origin origin) {
    this.disk = disk;
    this.folder = folder;
    this.origin = origin;
    this.locks = new KeyedLock<>(threads);
    this.contents = new HashIndex(disk, threads, folder, CONTENTS, 1);
    this.chunks = new HashIndex(disk, threads, folder, CHUNKS, 3);
    this.whole = empty || loaded();
  }

  private Path mark() {
    return clean(folder);
  }

  /** The mark of a clean shutdown: without it, the index is rebuilt from the folders. */
  static Path clean(Path folder) {
    return folder.resolve("store.clean");
  }

  private boolean loaded() {
    try {
      CborReader reader = new CborReader(SmallFile.read(disk, mark(), 64));
      reader.array(5);
      return reader.uint() == FORMAT
          && contents.load(reader.uint(), reader.uint())
          && chunks.load(reader.uint(), reader.uint());
    } catch (DiskException | MalformedException e) {
      // No mark, or a damaged one.
      return false;
    }
  }

  /**
   * Runs {@code work}, which changes the folders and reports it by {@link #added} and {@link
   * #removed}. After the first change, a crash causes a rebuild, and so does work that fails.
   *
   * @throws StoreException.Closed if it was closed
   */
  <T> T change(Supplier<T> work) {
    synchronized (this) {
      if (closed) {
        throw new StoreException.Closed();
      }
      running++;
    }
    boolean done = false;
    try {
      if (!changed) {
        boolean _ = locks.with(CONTENTS, this::unmark);
      }
      T result = work.get();
      done = true;
      return result;
    } finally {
      end(done);
    }
  }

  private synchronized void end(boolean done) {
    running--;
    if (!done) {
      markDirty();
    }
  }

  /** It may differ from the folders from now on, until it is rebuilt. */
  private synchronized void markDirty() {
    timesDirty++;
    whole = false;
  }

  private boolean unmark() {
    if (!changed) {
      if (disk.exists(mark())) {
        disk.delete(mark());
      }
      disk.syncFolder(folder);
      changed = true;
    }
    return true;
  }

  /** There is new content. */
  void added(ContentRef ref, long size) {
    attempt(() -> contents.put(ref.hash(), size));
  }

  /** Content is gone. */
  void removed(ContentRef ref) {
    ready();
    attempt(() -> contents.remove(ref.hash()));
  }

  /** A chunk has its place. */
  void added(ChunkPlace chunk) {
    attempt(() -> chunks.put(chunk.hash(), chunk.values()));
  }

  /** It is derived: a failure here causes a rebuild and nothing else. */
  private void attempt(Runnable change) {
    try {
      change.run();
    } catch (DiskException | StoreException e) {
      markDirty();
    }
  }

  /** Where a chunk with that hash may be. */
  Optional<ChunkPlace> chunk(Hash hash) {
    try {
      ready();
      return Optional.ofNullable(chunks.find(hash)).map(values -> ChunkPlace.of(hash, values));
    } catch (DiskException | StoreException e) {
      // Then it is stored once more.
      markDirty();
      return Optional.empty();
    }
  }

  /** Gives all content to {@code visitor}, in the order of hashes. */
  void list(Consumer<Entry> visitor) {
    ready();
    boolean[] any = new boolean[1];
    HashIndex.Visitor entries =
        entry -> {
          any[0] = true;
          Hash hash = new Hash(entry[0], entry[1], entry[2], entry[3]);
          visitor.accept(new Entry(new ContentRef(hash), entry[4]));
        };
    try {
      contents.visit(entries);
    } catch (StoreException.Damaged e) {
      if (any[0]) {
        throw e;
      }
      markDirty();
      ready();
      contents.visit(entries);
    }
  }

  private void ready() {
    if (!whole) {
      boolean _ = locks.with(CHUNKS, this::rebuild);
    }
  }

  private boolean rebuild() {
    if (!whole) {
      int before = timesDirty();
      contents.clear();
      chunks.clear();
      origin.contents(entry -> contents.put(entry.ref().hash(), entry.size()));
      origin.chunks(chunk -> chunks.put(chunk.hash(), chunk.values()));
      becomeWhole(before);
    }
    return true;
  }

  private synchronized int timesDirty() {
    return timesDirty;
  }

  private synchronized void becomeWhole(int before) {
    whole = timesDirty == before;
  }

  /**
   * Writes what is new, so that the next process loads it.
   *
   * @param names makes durable the names that this catalogue is about: one that a failed sync left
   *     in doubt may be in it, for it may have been read from the folders since
   */
  void close(Runnable names) {
    try {
      // What was rebuilt is written too, though nothing was changed.
      if (endChanges() && whole && contents.flush() | chunks.flush() | changed) {
        names.run();
        disk.syncFolder(folder);
        disk.writeAtomically(mark(), encodeMark());
      }
    } catch (DiskException | StoreException.Broken e) {
      // The next process rebuilds it.
      changed = true;
    } finally {
      contents.close();
      chunks.close();
    }
  }

  /** Refuses further changes; whether none is running. */
  private synchronized boolean endChanges() {
    closed = true;
    return running == 0;
  }

  private Bytes encodeMark() {
    return new CborWriter()
        .array(5)
        .uint(FORMAT)
        .uint(contents.youngCount())
        .uint(contents.oldCount())
        .uint(chunks.youngCount())
        .uint(chunks.oldCount())
        .toBytes();
  }
}
