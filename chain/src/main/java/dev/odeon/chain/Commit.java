package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks that are durable together or not at all: the body of a commit record is {@code [1, [+
 * [header, [* event]]]]}.
 *
 * @param blocks one at least; of different chains, or several of one in order
 */
public record Commit(List<Block> blocks) {
  private static final int FORMAT = 1;

  /** Refuses an empty commit. */
  public Commit {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("a commit has one block at least");
    }
  }

  /** The commit of these blocks. */
  public static Commit of(Block... blocks) {
    return new Commit(List.of(blocks));
  }

  /** The body of the record. */
  public Bytes encoded() {
    long size = 16;
    for (Block block : blocks) {
      size += 16 + block.size() + 5L * block.eventCount();
    }
    CborWriter out = new CborWriter((int) Math.min(size, Integer.MAX_VALUE - 64));
    out.array(2).uint(FORMAT).array(blocks.size());
    for (Block block : blocks) {
      out.array(2).bytes(block.headerBytes()).array(block.eventCount());
      block.encodedEvents().forEach(event -> out.bytes(event.bytes()));
    }
    return out.toBytes();
  }

  /**
   * The commit that the body of a record is. Its blocks share the body's bytes, and are checked
   * when they are decoded.
   *
   * @throws MalformedException if it is none, or of a newer format; the message names the byte
   */
  public static Commit decode(Bytes body) {
    CborReader in = new CborReader(body);
    in.array(2);
    BlockHeader.readFormat(in);
    int count = in.array();
    if (count == 0) {
      throw in.malformed("a commit without a block");
    }
    List<Block> blocks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      blocks.add(readBlock(in));
    }
    in.end();
    return new Commit(blocks);
  }

  private static Block readBlock(CborReader in) {
    in.array(2);
    Bytes header = in.bytes();
    int count = in.array();
    List<EncodedEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(new EncodedEvent(in.bytes()));
    }
    return Block.ofEncoded(header, events);
  }
}
