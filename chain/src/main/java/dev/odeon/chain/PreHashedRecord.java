package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import dev.odeon.log.LogRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log with the hashes of its parts computed: the half of a check that needs no
 * earlier record, so that another thread can do it ahead.
 *
 * @param position of the record
 * @param blocks of a commit, as far as they can be separated
 * @param content of a content record, and whether it is that of its hash; else null
 * @param intent of an intent record; else null
 * @param broken why the record cannot be read to its end; null if it can
 * @param begun the header of the block in which it breaks off; null if between two
 * @param blockCount how many blocks a commit says it has
 */
public record PreHashedRecord(
    long position,
    List<HashedBlock> blocks,
    @Nullable HashedContent content,
    @Nullable Intent intent,
    @Nullable MalformedException broken,
    @Nullable Bytes begun,
    int blockCount) {

  /** A block's header with its hash, and its events with theirs. */
  public record HashedBlock(
      Bytes header, Hash hash, List<EncodedEvent> events, List<Hash> eventHashes) {}

  /** What a content record names and holds. */
  public record HashedContent(Content content, boolean isWhole) {}

  /**
   * Reads and hashes a record.
   *
   * @param only the items of the key of the one chain that is asked for, whose blocks alone are
   *     hashed; null for all
   */
  public static PreHashedRecord of(long position, LogRecord record, @Nullable Bytes only) {
    List<HashedBlock> blocks = new ArrayList<>(1);
    CommitReader commit = new CommitReader(blocks, only);
    HashedContent content = null;
    Intent intent = null;
    MalformedException broken = null;
    try {
      switch (record.kind()) {
        case COMMIT -> commit.read(new CborReader(record.body()));
        case CONTENT -> content = content(Content.decode(record.body()), only);
        case INTENT -> intent = Intent.decode(record.body());
      }
    } catch (MalformedException e) {
      broken = e;
    }
    return new PreHashedRecord(
        position, blocks, content, intent, broken, commit.begun, commit.count);
  }

  /**
   * Tells {@code visitor} what it is.
   *
   * @param whole whether its batch is; of a damaged one only hashes are given
   */
  public void visit(HistoryVisitor visitor, boolean whole) {
    for (HashedBlock block : blocks) {
      List<EncodedEvent> proven = whole ? block.events : List.of();
      visitor.block(new HistoryVisitor.ReadBlock(block.header, block.hash, proven));
    }
    if (content != null && content.isWhole) {
      visitor.content(content.content.hash());
    }
    if (intent != null && whole) {
      visitor.intent(intent);
    }
  }

  private static @Nullable HashedContent content(Content content, @Nullable Bytes only) {
    return only == null ? new HashedContent(content, content.isWhole()) : null;
  }

  /** Reads like {@link Commit#decode}, one block after the other. */
  private static final class CommitReader {
    /** As many as most blocks have. */
    private static final int EVENTS = 4;

    private final List<HashedBlock> blocks;
    private final @Nullable Bytes only;
    private @Nullable Bytes begun;
    private int count;

    CommitReader(List<HashedBlock> blocks, @Nullable Bytes only) {
      this.blocks = blocks;
      this.only = only;
    }

    void read(CborReader in) {
      in.array(2);
      BlockHeader.readFormat(in);
      count = in.array();
      if (count == 0) {
        throw in.malformed("a commit without a block");
      }
      for (int i = 0; i < count; i++) {
        in.array(2);
        Bytes header = in.bytes();
        begun = header;
        boolean asked = isAsked(header);
        List<EncodedEvent> events = new ArrayList<>(EVENTS);
        List<Hash> hashes = new ArrayList<>(EVENTS);
        for (int j = in.array(); j > 0; j--) {
          EncodedEvent event = new EncodedEvent(in.bytes());
          if (asked) {
            events.add(event);
            hashes.add(event.hash());
          }
        }
        if (asked) {
          blocks.add(new HashedBlock(header, Hash.of(header), events, hashes));
        }
        begun = null;
      }
      in.end();
    }

    /** Whether it is of the chain that is asked for, or unreadable, which must be reported. */
    private boolean isAsked(Bytes header) {
      if (only == null) {
        return true;
      }
      try {
        return HeaderView.of(header).keyItems().equals(only);
      } catch (MalformedException e) {
        return true;
      }
    }
  }
}
