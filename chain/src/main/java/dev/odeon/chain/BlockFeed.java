package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import dev.odeon.log.IndexFile;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.SegmentIndex;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;

/**
 * Feeds a {@link BlockIndex} from the log. Its file begins with the first and the end sequence of
 * the segment, so that it needs nobody else to number blocks.
 */
final class BlockFeed implements SegmentIndex {
  private static final int PREFIX = 16;

  private final ChainIndex chains;
  private final BlockIndex index;
  private long firstSequence;
  private long nextSequence;
  private int sealing;

  BlockFeed(ChainIndex chains, BlockIndex index) {
    this.chains = chains;
    this.index = index;
  }

  @Override
  public String name() {
    return index.name();
  }

  @Override
  public void record(LogPosition position, LogRecord record) {
    if (record.kind() != LogRecord.Kind.COMMIT) {
      return;
    }
    ChainIndex.Recorded commit = chains.lastRecorded(record);
    for (Block block : commit == null ? Commit.decode(record.body()).blocks() : commit.blocks) {
      index.block(nextSequence++, position.value(), block);
    }
  }

  @Override
  public void damaged(LogPosition first, LogPosition end, List<LogRecord> records) {
    chains.eachDamaged(
        first,
        end,
        (position, slot) -> {
          long sequence = nextSequence++;
          Block block = slot.block();
          if (block == null) {
            index.lost(sequence);
          } else {
            index.block(sequence, position, block);
          }
        });
  }

  @Override
  public Supplier<Bytes> seal() {
    byte[] prefix = new byte[PREFIX];
    ByteBuffer.wrap(prefix).putLong(firstSequence).putLong(nextSequence);
    Supplier<Bytes> content = index.seal();
    firstSequence = nextSequence;
    synchronized (this) {
      sealing++;
    }
    return () -> Bytes.wrap(prefix).plus(content.get());
  }

  @Override
  public void load(LogPosition first, LogPosition end, IndexFile sealed) {
    if (sealed.size() < PREFIX) {
      throw new MalformedException("an index of " + sealed.size() + " bytes has no sequences");
    }
    ByteBuffer prefix = sealed.read(0, PREFIX).buffer();
    long from = prefix.getLong();
    long to = prefix.getLong();
    boolean opening = takeSealing();
    if (opening && from != nextSequence) {
      throw new MalformedException("the index begins at sequence " + from);
    }
    index.load(from, to, new Rest(sealed));
    if (opening) {
      firstSequence = to;
      nextSequence = to;
    }
  }

  /** Whether the segment to be loaded is not one that was sealed here. */
  private synchronized boolean takeSealing() {
    if (sealing == 0) {
      return true;
    }
    sealing--;
    return false;
  }

  /** The file without the prefix. */
  private record Rest(IndexFile whole) implements IndexFile {
    @Override
    public long size() {
      return whole.size() - PREFIX;
    }

    @Override
    public Bytes read(long offset, int size) {
      if (offset < 0) {
        throw new IndexOutOfBoundsException("offset " + offset + " is negative");
      }
      return whole.read(PREFIX + offset, size);
    }
  }
}
