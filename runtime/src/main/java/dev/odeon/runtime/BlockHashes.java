package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.log.IndexFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * Finds blocks by their hash. Derived from the chains. A segment's file has for each block, ordered
 * by the first 8 bytes of its hash, unsigned:
 *
 * <pre>
 *   0  8  those bytes, big-endian as all here
 *   8  4  the block's sequence, counted from the segment's first
 * </pre>
 *
 * <p>The committer thread feeds it, any thread asks; the tables are guarded by this object's
 * monitor, never held while a file is read.
 */
final class BlockHashes implements BlockIndex {
  private static final int ENTRY = 12;

  private List<Sealed> sealed = List.of();
  private List<Recent> frozen = List.of();
  private Recent active = new Recent();

  /** The blocks of a segment that is in memory, in their order: searched only when asked. */
  private static final class Recent {
    private final Longs prints = new Longs();
    private long first;
  }

  private record Sealed(long first, IndexFile file) {}

  /**
   * The sequence of the block of {@code hash}, if there is one.
   *
   * @param isIt whether the block of a sequence has that hash: what is kept is but a part of it
   */
  OptionalLong find(Hash hash, LongPredicate isIt) {
    long print = hash.a();
    List<Long> candidates = new ArrayList<>(1);
    List<Sealed> files;
    synchronized (this) {
      search(active, print, candidates);
      frozen.forEach(recent -> search(recent, print, candidates));
      files = sealed;
    }
    for (Sealed segment : files.reversed()) {
      search(segment, print, candidates);
    }
    return candidates.stream().mapToLong(Long::longValue).filter(isIt).findFirst();
  }

  private static void search(Recent recent, long print, List<Long> candidates) {
    for (int i = 0; i < recent.prints.size(); i++) {
      if (recent.prints.at(i) == print) {
        candidates.add(recent.first + i);
      }
    }
  }

  private static void search(Sealed segment, long print, List<Long> candidates) {
    long low = 0;
    long high = segment.file.size() / ENTRY;
    while (low < high) {
      long middle = (low + high) >>> 1;
      ByteBuffer entry = segment.file.read(middle * ENTRY, ENTRY).buffer();
      int order = Long.compareUnsigned(entry.getLong(), print);
      if (order == 0) {
        candidates.add(segment.first + entry.getInt());
        return;
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
  }

  @Override
  public String name() {
    return "blocks";
  }

  @Override
  public synchronized void block(long sequence, long position, Block block) {
    if (active.prints.size() == 0) {
      active.first = sequence;
    }
    active.prints.add(block.hash().a());
  }

  @Override
  public synchronized void lost(long sequence) {
    if (active.prints.size() == 0) {
      active.first = sequence;
    }
    // Nobody finds it: but those that follow are counted from the first.
    active.prints.add(0);
  }

  @Override
  public synchronized Supplier<Bytes> seal() {
    Recent ended = active;
    List<Recent> longer = new ArrayList<>(frozen);
    longer.add(ended);
    frozen = List.copyOf(longer);
    active = new Recent();
    return () -> encode(ended.prints);
  }

  private static Bytes encode(Longs prints) {
    LongMap offsets = new LongMap();
    for (int i = 0; i < prints.size(); i++) {
      offsets.put(prints.at(i), i);
    }
    long[] pairs = offsets.sortedPairs();
    ByteBuffer out = ByteBuffer.allocate(pairs.length / 2 * ENTRY);
    for (int i = 0; i < pairs.length; i += 2) {
      out.putLong(pairs[i]).putInt((int) pairs[i + 1]);
    }
    return Bytes.wrap(out.array());
  }

  @Override
  public synchronized void load(long firstSequence, long endSequence, IndexFile file) {
    if (file.size() % ENTRY != 0) {
      throw new MalformedException("an index of blocks has " + file.size() + " bytes");
    }
    List<Sealed> more = new ArrayList<>(sealed);
    more.add(new Sealed(firstSequence, file));
    sealed = List.copyOf(more);
    if (!frozen.isEmpty()) {
      frozen = List.copyOf(frozen.subList(1, frozen.size()));
    }
  }
}
