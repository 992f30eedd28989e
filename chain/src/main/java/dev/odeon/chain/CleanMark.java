package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Checksum;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;

/**
 * What the log was at the last clean shutdown: the file {@code clean} of a home, {@code [1, end,
 * blocks, root]}. The log only grows, so it stays true until it is written again.
 *
 * @param end the position after the last record
 * @param blocks how many blocks there are
 * @param root of the log tree
 */
record CleanMark(long end, long blocks, Hash root) {
  static final String FILE = "clean";

  Bytes encoded() {
    CborWriter out = new CborWriter(64);
    return Checksum.seal(FILE, out.array(4).uint(1).uint(end).uint(blocks).hash(root).toBytes());
  }

  /**
   * The mark that {@code encoded} is.
   *
   * @throws MalformedException if it is not a mark
   */
  static CleanMark decode(Bytes encoded) {
    CborReader in = new CborReader(Checksum.open(FILE, encoded));
    in.array(4);
    BlockHeader.readFormat(in);
    CleanMark mark = new CleanMark(in.uint(), in.uint(), in.hash());
    in.end();
    return mark;
  }
}
