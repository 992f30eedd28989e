package dev.odeon.runtime.turn;

import dev.odeon.chain.Block;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Intent;
import dev.odeon.host.Capabilities;
import dev.odeon.runtime.NamedContents;
import dev.odeon.runtime.index.ContentIndex;
import dev.odeon.store.Roots;

/**
 * What the history of a home needs of its store: the modules and manifests that ran, and all that
 * guests put, read or labelled, so that every turn can be run again, one that was broken off too.
 * Snapshots and states are not in the store, and name nothing there.
 */
public final class ChainRoots implements Roots {
  private final Chains chains;
  private final Storage storage;
  private final ContentIndex index;
  private final Capabilities capabilities;

  /** Of {@code chains}; {@code index} tells which blocks name contents. */
  public ChainRoots(Chains chains, Storage storage, ContentIndex index, Capabilities capabilities) {
    this.chains = chains;
    this.storage = storage;
    this.index = index;
    this.capabilities = capabilities;
  }

  @Override
  public void visit(Marker marker) {
    // In this order: what is in use no more is in the index.
    storage.inUse().visit(ref -> marker.mark(ref, "in use"));
    for (Intent intent : chains.openIntents()) {
      String by = NamedContents.name(intent.height(), intent.key());
      intent.since().forEach(event -> NamedContents.mark(capabilities, event, marker, () -> by));
    }
    index.naming(sequence -> mark(chains.blockAt(sequence).orElseThrow(), marker));
  }

  private void mark(Block block, Marker marker) {
    for (int i = 0; i < block.eventCount(); i++) {
      NamedContents.mark(
          capabilities,
          block.event(i),
          marker,
          () -> NamedContents.name(block.height(), block.key()));
    }
  }
}
