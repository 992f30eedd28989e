package dev.odeon.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file of pages. Each page has up to three versions: the one in the page cache, the one that the
 * last sync made durable, and one that the system may have written back in between. A durable array
 * is never changed in place, so versions and boots share arrays. Guarded by the disk's lock.
 */
final class PagedFile implements SimNode {
  static final int PAGE_SIZE = 4096;
  private static final int SECTOR_SIZE = 512;
  private static final int SIZES_MAX = 32;

  /**
   * An allocated page of zeros: code that zero-fills files ahead of use should cost no memory here.
   */
  private static final byte[] ZEROS = new byte[PAGE_SIZE];

  private @Nullable byte[][] cached = new byte[0][];
  private @Nullable byte[][] durable = new byte[0][];
  private final Map<Integer, byte @Nullable []> writtenBack = new HashMap<>();
  private final BitSet dirty = new BitSet();

  /**
   * The sizes since the last sync, oldest first: the first one is durable, the last one is in the
   * cache.
   */
  private final List<Long> sizes = new ArrayList<>(List.of(0L));

  private int allocated;
  private long modified;

  /** When the file was last written or touched; a power cut does not revert it. */
  long modified() {
    return modified;
  }

  void modified(long millis) {
    modified = millis;
  }

  long size() {
    return sizes.getLast();
  }

  /** The number of pages that use space. */
  int allocated() {
    return allocated;
  }

  int read(long offset, ByteBuffer target, int bytesMax) {
    long left = size() - offset;
    if (left <= 0) {
      return -1;
    }
    int count = (int) Math.min(Math.min(left, target.remaining()), bytesMax);
    long at = offset;
    for (int rest = count; rest > 0; ) {
      int within = (int) (at % PAGE_SIZE);
      int piece = Math.min(rest, PAGE_SIZE - within);
      byte[] page = page(cached, index(at));
      target.put(page == null ? ZEROS : page, within, piece);
      at += piece;
      rest -= piece;
    }
    return count;
  }

  /**
   * Writes at most {@code count} bytes and allocates at most {@code pagesFree} pages; returns the
   * number of bytes written.
   */
  int write(long offset, ByteBuffer source, int count, long pagesFree, SplittableRandom random) {
    long at = offset;
    long free = pagesFree;
    int rest = count;
    while (rest > 0) {
      int index = index(at);
      if (page(cached, index) == null && free-- <= 0) {
        break;
      }
      int within = (int) (at % PAGE_SIZE);
      int piece = Math.min(rest, PAGE_SIZE - within);
      writePage(index, within, source, piece, random);
      at += piece;
      rest -= piece;
    }
    if (at > size()) {
      resize(at);
    }
    return count - rest;
  }

  private void writePage(
      int index, int within, ByteBuffer source, int count, SplittableRandom random) {
    byte[] before = page(cached, index);
    boolean wasDirty = dirty.get(index);
    if (wasDirty && before != null && random.nextInt(4) == 0) {
      // The system may write back a dirty page at any time, and that version may survive too.
      writtenBack.put(index, before);
    }
    if (count == PAGE_SIZE && isZero(source)) {
      source.position(source.position() + count);
      change(index, ZEROS);
      return;
    }
    boolean ours =
        wasDirty
            && before != null
            && before != ZEROS
            && before != page(durable, index)
            && before != writtenBack.get(index);
    byte[] after = ours ? before : before == null ? new byte[PAGE_SIZE] : before.clone();
    source.get(after, within, count);
    change(index, after);
  }

  private void change(int index, byte @Nullable [] page) {
    cached = withRoomFor(cached, index);
    allocated += (page == null ? 0 : 1) - (cached[index] == null ? 0 : 1);
    cached[index] = page;
    dirty.set(index);
  }

  void truncate(long size) {
    if (size >= size()) {
      return;
    }
    int pages = pages(size);
    for (int index = pages; index < cached.length; index++) {
      // This writes no page: the new size alone says that they are gone.
      allocated -= cached[index] == null ? 0 : 1;
      cached[index] = null;
      dirty.clear(index);
      writtenBack.remove(index);
    }
    int within = (int) (size % PAGE_SIZE);
    byte[] last = within == 0 ? null : page(cached, pages - 1);
    if (last != null && last != ZEROS) {
      byte[] cut = last.clone();
      Arrays.fill(cut, within, PAGE_SIZE, (byte) 0);
      change(pages - 1, cut);
    }
    resize(size);
  }

  private void resize(long size) {
    boolean grewTwice = sizes.size() > 1 && sizes.get(sizes.size() - 2) <= sizes.getLast();
    if (sizes.size() > SIZES_MAX && grewTwice && size > sizes.getLast()) {
      sizes.removeLast();
    }
    sizes.add(size);
  }

  void sync() {
    durable = withRoomFor(durable, cached.length - 1);
    zeroBeyond(durable, leastSize(sizes.size()));
    for (int i = dirty.nextSetBit(0); i >= 0; i = dirty.nextSetBit(i + 1)) {
      durable[i] = cached[i];
    }
    dirty.clear();
    writtenBack.clear();
    settleSize();
  }

  /**
   * Fails a sync as Linux does: each page was written or was not, and counts as clean either way,
   * so no later sync writes it.
   */
  void failSync(SplittableRandom random) {
    durable = withRoomFor(durable, cached.length - 1);
    for (int i = dirty.nextSetBit(0); i >= 0; i = dirty.nextSetBit(i + 1)) {
      if (random.nextBoolean()) {
        durable[i] = cached[i];
      }
    }
    dirty.clear();
    writtenBack.clear();
  }

  /** Returns the least of the first {@code count} sizes since the last sync. */
  private long leastSize(int count) {
    return sizes.subList(0, count).stream().mapToLong(Long::longValue).min().orElse(0);
  }

  private void settleSize() {
    long size = size();
    sizes.clear();
    sizes.add(size);
  }

  /** Changes the bytes in every version, as a failing medium or an attacker does. */
  void alter(long offset, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      int index = index(offset + i);
      int within = (int) ((offset + i) % PAGE_SIZE);
      byte[] before = page(cached, index);
      byte[] beforeDurable = page(durable, index);
      cached = withRoomFor(cached, index);
      durable = withRoomFor(durable, index);
      allocated += before == null ? 1 : 0;
      cached[index] = altered(before, within, bytes[i]);
      durable[index] =
          before == beforeDurable ? cached[index] : altered(beforeDurable, within, bytes[i]);
      writtenBack.remove(index);
    }
    if (offset + bytes.length > size()) {
      sizes.replaceAll(size -> Math.max(size, offset + bytes.length));
    }
  }

  /**
   * Returns the file that the next boot finds after the process was killed: all versions, and no
   * shared mutable part.
   */
  PagedFile afterKill() {
    PagedFile copy = new PagedFile();
    copy.cached = cached.clone();
    copy.durable = durable.clone();
    for (int i = dirty.nextSetBit(0); i >= 0; i = dirty.nextSetBit(i + 1)) {
      byte[] page = cached[i];
      copy.cached[i] = page == null || page == ZEROS ? page : page.clone();
    }
    copy.writtenBack.putAll(writtenBack);
    copy.dirty.or(dirty);
    copy.sizes.clear();
    copy.sizes.addAll(sizes);
    copy.allocated = allocated;
    copy.modified = modified;
    return copy;
  }

  /** Returns the file that the next boot finds after a power cut. */
  PagedFile afterPowerCut(SplittableRandom random, Survival survival) {
    int known =
        switch (survival) {
          case NOTHING -> 0;
          case EVERYTHING -> sizes.size() - 1;
          case SOME, TORN -> random.nextInt(sizes.size());
        };
    Subset subset = Subset.of(random, dirty.cardinality(), survival);
    byte[][] pages = Arrays.copyOf(durable, Math.max(durable.length, cached.length));
    // A size that survived is later than every truncation before it, and those freed what was
    // beyond.
    zeroBeyond(pages, leastSize(known + 1));
    int rank = 0;
    for (int i = dirty.nextSetBit(0); i >= 0; i = dirty.nextSetBit(i + 1)) {
      boolean survives = subset.contains(rank++);
      byte[] old = pages[i];
      byte[] early = writtenBack.get(i);
      if (early != null && survival != Survival.NOTHING && random.nextBoolean()) {
        old = early;
      }
      boolean torn = survival == Survival.TORN && random.nextInt(4) == 0;
      pages[i] = torn ? torn(old, cached[i], random) : survives ? cached[i] : old;
    }
    PagedFile after = new PagedFile();
    long size = sizes.get(known);
    zeroBeyond(pages, size);
    after.durable = Arrays.copyOf(pages, Math.min(pages.length, pages(size)));
    after.cached = after.durable.clone();
    for (byte[] page : after.cached) {
      after.allocated += page == null ? 0 : 1;
    }
    after.sizes.set(0, size);
    after.modified = modified;
    return after;
  }

  private static byte[] torn(
      byte @Nullable [] before, byte @Nullable [] after, SplittableRandom random) {
    byte[] torn = before == null ? new byte[PAGE_SIZE] : before.clone();
    for (int at = 0; at < PAGE_SIZE; at += SECTOR_SIZE) {
      if (random.nextBoolean()) {
        System.arraycopy(after == null ? ZEROS : after, at, torn, at, SECTOR_SIZE);
      }
    }
    return torn;
  }

  private static void zeroBeyond(@Nullable byte[][] pages, long size) {
    int count = pages(size);
    if (count < pages.length) {
      Arrays.fill(pages, count, pages.length, null);
    }
    int within = (int) (size % PAGE_SIZE);
    byte[] last = within == 0 ? null : page(pages, count - 1);
    if (last != null && last != ZEROS) {
      byte[] cut = last.clone();
      Arrays.fill(cut, within, PAGE_SIZE, (byte) 0);
      pages[count - 1] = cut;
    }
  }

  private static byte[] altered(byte @Nullable [] page, int within, byte value) {
    byte[] altered = page == null ? new byte[PAGE_SIZE] : page.clone();
    altered[within] = value;
    return altered;
  }

  private static boolean isZero(ByteBuffer source) {
    ByteBuffer page = source.slice(source.position(), PAGE_SIZE);
    return page.mismatch(ByteBuffer.wrap(ZEROS)) < 0;
  }

  private static byte @Nullable [] page(@Nullable byte[][] pages, int index) {
    return index < pages.length ? pages[index] : null;
  }

  private static @Nullable byte[][] withRoomFor(@Nullable byte[][] pages, int index) {
    return index < pages.length
        ? pages
        : Arrays.copyOf(pages, Math.max(index + 1, pages.length * 3 / 2));
  }

  private static int index(long offset) {
    return Math.toIntExact(offset / PAGE_SIZE);
  }

  private static int pages(long size) {
    return Math.toIntExact((size + PAGE_SIZE - 1) / PAGE_SIZE);
  }
}
