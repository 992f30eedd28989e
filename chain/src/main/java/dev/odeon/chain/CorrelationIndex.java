package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.log.EntryIndex;

/** Which blocks belong to an undertaking: the print of its id leads to their sequences. */
final class CorrelationIndex implements BlockIndex {
  private final EntryIndex entries = EntryIndex.keepingAll();

  static long print(String correlation) {
    return Hash.of(Bytes.utf8(correlation)).a();
  }

  @Override
  public String name() {
    return "correlations";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    for (String correlation : Correlation.of(block)) {
      sink.put(print(correlation), sequence);
    }
  }
}
