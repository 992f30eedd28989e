package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.EventKind;
import dev.odeon.log.IndexFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks concern the store: those that name content, and among them those that change it once
 * they are durable. Derived from the chains. A segment's file is one number for each such block, 8
 * bytes big-endian, in the order of the log: twice its sequence, and one more if it changes the
 * store.
 *
 * <p>The committer thread feeds it, any thread asks; the tables are guarded by this object's
 * monitor, never held while a file is read.
 */
final class StoreIndex implements BlockIndex {
  private static final int ENTRY = 8;
  private static final int WINDOW = 4096 * ENTRY;

  private List<Sealed> sealed = List.of();
  private List<Longs> frozen = List.of();
  private Longs active = new Longs();
  private @Nullable Listener listener;

  /** Hears of blocks that change the store. */
  @FunctionalInterface
  interface Listener {
    /**
     * The block of {@code sequence} is durable. On the committer thread, in the order of the log.
     */
    void changing(long sequence, Block block);
  }

  private record Sealed(long end, IndexFile file) {}

  /** From now on {@code hearer} is told. Before anything is appended. */
  void tells(Listener hearer) {
    listener = hearer;
  }

  /** Whether no block changes the store. */
  boolean changesNothing() {
    boolean[] any = {false};
    changing(0, _ -> any[0] = true);
    return !any[0];
  }

  /** Tells the sequences of all blocks that name content, in order. */
  void naming(LongConsumer visitor) {
    visit(0, entry -> visitor.accept(entry >>> 1));
  }

  /** Tells the sequences of the blocks from {@code sequence} on that change the store, in order. */
  void changing(long sequence, LongConsumer visitor) {
    visit(
        sequence,
        entry -> {
          if ((entry & 1) == 1 && entry >>> 1 >= sequence) {
            visitor.accept(entry >>> 1);
          }
        });
  }

  private void visit(long from, LongConsumer visitor) {
    Longs recent = new Longs();
    List<Sealed> files;
    synchronized (this) {
      files = sealed;
      frozen.forEach(segment -> copy(segment, recent));
      copy(active, recent);
    }
    for (Sealed segment : files) {
      if (segment.end > from) {
        read(segment.file, visitor);
      }
    }
    for (int i = 0; i < recent.size(); i++) {
      visitor.accept(recent.at(i));
    }
  }

  private static void copy(Longs from, Longs to) {
    for (int i = 0; i < from.size(); i++) {
      to.add(from.at(i));
    }
  }

  private static void read(IndexFile file, LongConsumer visitor) {
    for (long at = 0; at < file.size(); at += WINDOW) {
      ByteBuffer window = file.read(at, (int) Math.min(WINDOW, file.size() - at)).buffer();
      while (window.hasRemaining()) {
        visitor.accept(window.getLong());
      }
    }
  }

  @Override
  public String name() {
    return "store";
  }

  @Override
  public void block(long sequence, long position, Block block) {
    boolean names = false;
    boolean changes = false;
    for (Bytes event : block.eventBytes()) {
      int kind = StoreEvents.kindOf(event);
      names |= kind == EventKind.LIFECYCLE.code();
      if (StoreEvents.isOfStore(event)) {
        names = true;
        changes |= kind == EventKind.OUTBOX.code();
      }
    }
    if (names) {
      synchronized (this) {
        active.add(sequence << 1 | (changes ? 1 : 0));
      }
      Listener told = listener;
      if (changes && told != null) {
        told.changing(sequence, block);
      }
    }
  }

  @Override
  public synchronized Supplier<Bytes> seal() {
    Longs ended = active;
    List<Longs> longer = new ArrayList<>(frozen);
    longer.add(ended);
    frozen = List.copyOf(longer);
    active = new Longs();
    return () -> encode(ended);
  }

  private static Bytes encode(Longs entries) {
    ByteBuffer out = ByteBuffer.allocate(entries.size() * ENTRY);
    for (int i = 0; i < entries.size(); i++) {
      out.putLong(entries.at(i));
    }
    return Bytes.wrap(out.array());
  }

  @Override
  public synchronized void load(long firstSequence, long endSequence, IndexFile file) {
    if (file.size() % ENTRY != 0) {
      throw new MalformedException("an index of the store has " + file.size() + " bytes");
    }
    List<Sealed> more = new ArrayList<>(sealed);
    more.add(new Sealed(endSequence, file));
    sealed = List.copyOf(more);
    if (!frozen.isEmpty()) {
      frozen = List.copyOf(frozen.subList(1, frozen.size()));
    }
  }
}
