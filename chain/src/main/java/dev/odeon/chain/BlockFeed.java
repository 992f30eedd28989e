package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import dev.odeon.log.EntryRun;
import dev.odeon.log.IndexFile;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.SegmentIndex;
import java.util.List;
import java.util.function.Supplier;

/**
 * Feeds a {@link BlockIndex} from the log. Its files name the first and the end sequence of their
 * segment, so that it needs nobody else to number blocks.
 */
final class BlockFeed implements SegmentIndex {
  private final ChainIndex chains;
  private final BlockIndex index;
  private final BlockIndex.Sink sink;

  // Opening, then committer thread only.
  private long firstSequence;
  private long nextSequence;
  private long millis;

  BlockFeed(ChainIndex chains, BlockIndex index) {
    this.chains = chains;
    this.index = index;
    this.sink = (key, value, payload) -> index.entries().put(key, value, payload, millis);
  }

  @Override
  public String name() {
    return index.name();
  }

  @Override
  public void record(LogPosition position, LogRecord record) {
    if (record.kind() == LogRecord.Kind.COMMIT) {
      ChainIndex.Recorded commit = chains.lastRecorded(record);
      (commit == null ? Commit.decode(record.body()).blocks() : commit.blocks).forEach(this::block);
    } else if (record.kind() == LogRecord.Kind.CONTENT) {
      index.content(record.body().size());
    }
  }

  private void block(Block block) {
    millis = block.header().timeMillis();
    index.block(nextSequence++, block, sink);
  }

  @Override
  public void damaged(LogPosition first, LogPosition end, List<LogRecord> records) {
    chains.eachDamaged(
        first,
        end,
        (_, slot) -> {
          Block block = slot.block();
          if (block == null) {
            nextSequence++;
          } else {
            block(block);
          }
        });
  }

  @Override
  public Supplier<Bytes> seal() {
    index.ends(sink);
    long first = firstSequence;
    firstSequence = nextSequence;
    return index.entries().seal(index.version(), first, nextSequence);
  }

  @Override
  public void load(LogPosition first, LogPosition end, IndexFile sealed) {
    EntryRun run = EntryRun.open(sealed, index.version());
    if (index.entries().isRestoring()) {
      if (run.first() != nextSequence) {
        throw new MalformedException("the index begins at sequence " + run.first());
      }
      index.restored(run);
      firstSequence = run.end();
      nextSequence = run.end();
    }
    index.entries().load(run);
  }
}
