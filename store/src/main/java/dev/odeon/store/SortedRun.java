package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Hash;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of entries in order of their hashes, in pages with a checksum each. Hashes are spread
 * evenly, so an entry is found by guessing its page. Any number of threads may read; who retires it
 * has it closed when the last of them is done.
 *
 * <pre>
 *   page 0:  magic (8) | entries (8) | values an entry (4) | zeros | CRC32C (4)
 *   page n:  entries: hash (32) | values (8 each) … | zeros | CRC32C (4)
 * </pre>
 */
final class SortedRun {
  private static final int PAGE = 4096;
  private static final int BODY = PAGE - 4;
  private static final long MAGIC = 0x6F64_656F_6E72_756EL;
  private static final int BUFFERED_PAGES = 256;

  private final DiskFile file;
  private final int width;
  private final int perPage;
  private final long count;
  private int readers;
  private boolean retired;

  private SortedRun(DiskFile file, int width, long count) {
    this.file = file;
    this.width = width;
    this.perPage = BODY / (width * Long.BYTES);
    this.count = count;
  }

  /** Opens {@code path}; empty if it is missing, damaged, or not of {@code values} an entry. */
  static Optional<SortedRun> open(Disk disk, Path path, int values) {
    DiskFile file;
    try {
      file = disk.open(path, Disk.Mode.READ_PLAIN);
    } catch (DiskException e) {
      return Optional.empty();
    }
    try {
      ByteBuffer header = ByteBuffer.allocate(PAGE);
      file.readFully(0, header);
      header.flip();
      if (isWhole(header, 0) && header.getLong() == MAGIC) {
        long count = header.getLong();
        SortedRun run = new SortedRun(file, 4 + values, count);
        long pages = 1 + (count + run.perPage - 1) / run.perPage;
        if (header.getInt() == values && file.size() == pages * PAGE) {
          return Optional.of(run);
        }
      }
    } catch (DiskException e) {
      // As good as missing: it is made again.
    }
    file.close();
    return Optional.empty();
  }

  long count() {
    return count;
  }

  /** Whether it may be read; {@link #release} must follow. */
  synchronized boolean acquire() {
    if (retired) {
      return false;
    }
    readers++;
    return true;
  }

  void release() {
    boolean last;
    synchronized (this) {
      readers--;
      last = retired && readers == 0;
    }
    if (last) {
      file.close();
    }
  }

  /** Has it closed as soon as nobody reads it. */
  void retire() {
    boolean last;
    synchronized (this) {
      last = !retired && readers == 0;
      retired = true;
    }
    if (last) {
      file.close();
    }
  }

  /** The values of {@code hash}, or null. */
  long @Nullable [] find(Hash hash) {
    long[] key = {hash.a(), hash.b(), hash.c(), hash.d()};
    long low = 0;
    long high = (count + perPage - 1) / perPage - 1;
    long guess = (long) ((hash.a() >>> 11) * 0x1p-53 * (high + 1));
    ByteBuffer page = ByteBuffer.allocate(PAGE);
    while (low <= high) {
      long at = Math.max(low, Math.min(high, guess));
      int entries = read(at, page);
      if (HashTable.compare(key, entry(page, 0)) < 0) {
        high = at - 1;
        guess = at - 1;
      } else if (HashTable.compare(key, entry(page, entries - 1)) > 0) {
        low = at + 1;
        guess = at + 1;
      } else {
        return findIn(page, entries, key);
      }
    }
    return null;
  }

  private long @Nullable [] findIn(ByteBuffer page, int entries, long[] key) {
    int low = 0;
    int high = entries - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long[] entry = entry(page, middle);
      int order = HashTable.compare(key, entry);
      if (order == 0) {
        return Arrays.copyOfRange(entry, 4, width);
      }
      if (order < 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return null;
  }

  private long[] entry(ByteBuffer page, int index) {
    long[] entry = new long[width];
    for (int i = 0; i < width; i++) {
      entry[i] = page.getLong((index * width + i) * Long.BYTES);
    }
    return entry;
  }

  /** Reads page {@code index} of entries; returns how many are in it. */
  private int read(long index, ByteBuffer page) {
    page.clear();
    file.readFully((index + 1) * PAGE, page);
    page.flip();
    if (!isWhole(page, 0)) {
      throw new StoreException.Damaged(
          "the derived index", "page " + index + " has another checksum; delete derived/");
    }
    return (int) Math.min(perPage, count - index * perPage);
  }

  /** Sees that all pages are whole. */
  void check() {
    Cursor cursor = new Cursor();
    while (cursor.done < count) {
      cursor.fill();
      cursor.done = Math.min(count, cursor.done + (long) cursor.pages * perPage);
    }
  }

  /** All entries in order. */
  Cursor cursor() {
    return new Cursor();
  }

  /** Goes through the entries. */
  final class Cursor {
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFERED_PAGES * PAGE);
    private long done;
    private int pages;
    private int page;
    private int within;

    /** The next entry, or null at the end. */
    long @Nullable [] next() {
      if (done == count) {
        return null;
      }
      if (within == perPage) {
        within = 0;
        page++;
      }
      if (page == pages) {
        fill();
      }
      long[] entry = new long[width];
      int at = page * PAGE + within++ * width * Long.BYTES;
      for (int i = 0; i < width; i++) {
        entry[i] = buffer.getLong(at + i * Long.BYTES);
      }
      done++;
      return entry;
    }

    private void fill() {
      long left = (count - done + perPage - 1) / perPage;
      pages = (int) Math.min(BUFFERED_PAGES, left);
      page = 0;
      buffer.clear().limit(pages * PAGE);
      file.readFully((done / perPage + 1) * PAGE, buffer);
      for (int i = 0; i < pages; i++) {
        if (!isWhole(buffer, i * PAGE)) {
          throw new StoreException.Damaged(
              "the derived index", "a page has another checksum; delete derived/");
        }
      }
    }
  }

  private static boolean isWhole(ByteBuffer pages, int at) {
    return pages.getInt(at + BODY) == sum(pages, at);
  }

  private static int sum(ByteBuffer pages, int at) {
    CRC32C sum = new CRC32C();
    sum.update(pages.array(), at, BODY);
    return (int) sum.getValue();
  }

  /** Writes a run: entries in order, then {@link #finish}. */
  static final class Writer implements AutoCloseable {
    private final Disk disk;
    private final Path path;
    private final Path temporary;
    private final DiskFile file;
    private final int values;
    private final int perPage;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFERED_PAGES * PAGE);
    private long offset = PAGE;
    private long count;
    private int within;

    Writer(Disk disk, Path path, int values) {
      this.disk = disk;
      this.path = path;
      this.values = values;
      this.perPage = BODY / ((4 + values) * Long.BYTES);
      this.temporary = path.resolveSibling(path.getFileName() + ".tmp");
      if (disk.exists(temporary)) {
        disk.delete(temporary);
      }
      this.file = disk.open(temporary, Disk.Mode.CREATE);
    }

    void add(long[] entry) {
      for (long number : entry) {
        buffer.putLong(number);
      }
      count++;
      if (++within == perPage) {
        endPage();
      }
    }

    private void endPage() {
      int page = (buffer.position() - 1) / PAGE * PAGE;
      while (buffer.position() < page + BODY) {
        buffer.put((byte) 0);
      }
      buffer.putInt(sum(buffer, page));
      within = 0;
      if (!buffer.hasRemaining()) {
        flush();
      }
    }

    private void flush() {
      buffer.flip();
      int size = buffer.remaining();
      file.writeFully(offset, buffer);
      offset += size;
      buffer.clear();
    }

    /** Makes it durable under its name. */
    void finish() {
      if (within > 0) {
        endPage();
      }
      flush();
      ByteBuffer header = ByteBuffer.allocate(PAGE);
      header.putLong(MAGIC).putLong(count).putInt(values);
      header.putInt(BODY, sum(header, 0));
      header.clear();
      file.writeFully(0, header);
      file.sync();
      file.close();
      disk.rename(temporary, path);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
