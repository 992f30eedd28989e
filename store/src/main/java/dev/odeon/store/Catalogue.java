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
 * What is derived from the folders so that a million contents are listed at once and a known chunk
 * is found: which contents there are with their sizes, and where which chunk is. It is taken up
 * from {@code derived/index} if the store was closed in peace, else made again from the folders
 * when it is first asked. Any number of threads.
 */
final class Catalogue {
  private static final int FORMAT = 1;
  private static final String CONTENTS = "contents";
  private static final String CHUNKS = "chunks";

  private final Disk disk;
  private final Path folder;
  private final HashIndex contents;
  private final HashIndex chunks;
  private final Claims<String> claims;
  private final Origin origin;
  private volatile boolean whole;
  private volatile boolean changed;
  private int underWay;
  private int doubts;
  private boolean closed;

  /** Where it is made from. */
  interface Origin {
    /** Tells all contents that the folders have. */
    void contents(Consumer<Entry> visitor);

    /** Tells all chunks that recipes name. */
    void chunks(Consumer<ChunkPlace> visitor);
  }

  /** {@code empty}: the folders have just been made. */
  Catalogue(Disk disk, Threads threads, Path folder, boolean empty, Origin origin) {
    this.disk = disk;
    this.folder = folder;
    this.origin = origin;
    this.claims = new Claims<>(threads);
    this.contents = new HashIndex(disk, threads, folder, CONTENTS, 1);
    this.chunks = new HashIndex(disk, threads, folder, CHUNKS, 3);
    this.whole = empty || takenUp();
  }

  private Path mark() {
    return folder.resolve("store.clean");
  }

  private boolean takenUp() {
    try {
      CborReader reader = new CborReader(SmallFile.read(disk, mark(), 64));
      reader.array(5);
      return reader.uint() == FORMAT
          && contents.load(reader.uint(), reader.uint())
          && chunks.load(reader.uint(), reader.uint());
    } catch (DiskException | MalformedException e) {
      // None, or as good as none.
      return false;
    }
  }

  /**
   * Runs what changes the folders and tells so by {@link #added} and {@link #removed}. From the
   * first of these on, a crash makes it start afresh, and so does one that fails half-way.
   *
   * @throws StoreException.Closed if it was closed
   */
  <T> T change(Supplier<T> work) {
    synchronized (this) {
      if (closed) {
        throw new StoreException.Closed();
      }
      underWay++;
    }
    boolean done = false;
    try {
      if (!changed) {
        boolean _ = claims.with(CONTENTS, this::unmark);
      }
      T result = work.get();
      done = true;
      return result;
    } finally {
      end(done);
    }
  }

  private synchronized void end(boolean done) {
    underWay--;
    if (!done) {
      doubt();
    }
  }

  /** It may differ from the folders from now on. */
  private synchronized void doubt() {
    doubts++;
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

  /** It is derived: what fails here makes it start afresh and nothing else. */
  private void attempt(Runnable change) {
    try {
      change.run();
    } catch (DiskException | StoreException e) {
      doubt();
    }
  }

  /** Where a chunk with that hash may be. */
  Optional<ChunkPlace> chunk(Hash hash) {
    try {
      ready();
      return Optional.ofNullable(chunks.find(hash)).map(values -> ChunkPlace.of(hash, values));
    } catch (DiskException | StoreException e) {
      // Then it is stored once more.
      doubt();
      return Optional.empty();
    }
  }

  /** Tells {@code visitor} all contents by hash. */
  void list(Consumer<Entry> visitor) {
    ready();
    boolean[] told = new boolean[1];
    HashIndex.Visitor entries =
        entry -> {
          told[0] = true;
          Hash hash = new Hash(entry[0], entry[1], entry[2], entry[3]);
          visitor.accept(new Entry(new ContentRef(hash), entry[4]));
        };
    try {
      contents.visit(entries);
    } catch (StoreException.Damaged e) {
      if (told[0]) {
        throw e;
      }
      doubt();
      ready();
      contents.visit(entries);
    }
  }

  private void ready() {
    if (!whole) {
      boolean _ = claims.with(CHUNKS, this::makeAfresh);
    }
  }

  private boolean makeAfresh() {
    if (!whole) {
      int before = doubts();
      contents.clear();
      chunks.clear();
      origin.contents(entry -> contents.put(entry.ref().hash(), entry.size()));
      origin.chunks(chunk -> chunks.put(chunk.hash(), chunk.values()));
      becomeWhole(before);
    }
    return true;
  }

  private synchronized int doubts() {
    return doubts;
  }

  private synchronized void becomeWhole(int before) {
    whole = doubts == before;
  }

  /** Writes what is new, so that the next one takes it up. */
  void close() {
    try {
      // What was made afresh is written too, though nothing was changed.
      if (endChanges() && whole && contents.flush() | chunks.flush() | changed) {
        disk.syncFolder(folder);
        disk.writeAtomically(mark(), encodeMark());
      }
    } catch (DiskException e) {
      // The next one makes it afresh.
      changed = true;
    } finally {
      contents.close();
      chunks.close();
    }
  }

  /** Takes no more changes; whether none is under way. */
  private synchronized boolean endChanges() {
    closed = true;
    return underWay == 0;
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
