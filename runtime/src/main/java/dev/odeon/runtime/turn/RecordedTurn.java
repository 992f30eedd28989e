package dev.odeon.runtime.turn;

import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;

/** What a guest may know of a turn that is run again: all of it stands in the chain. */
final class RecordedTurn extends TurnFacts {
  private final Chains chains;
  private final Storage storage;
  private final BlockHeader header;

  RecordedTurn(Chains chains, Storage storage, BlockHeader header) {
    super(header.key(), header.height(), header.timeMillis(), header.seed());
    this.chains = chains;
    this.storage = storage;
    this.header = header;
  }

  @Override
  public long outputBytesMax() {
    return Long.MAX_VALUE; // an answer is of the size that was recorded
  }

  /** Only stored answers are read again; a replaying boundary has all others from the record. */
  @Override
  public <T> T service(Class<T> type) {
    return TurnServices.of(
        type,
        new PastEvents(chains, header.key(), () -> header.height() - 1),
        new RecordedStore(storage, header));
  }
}
