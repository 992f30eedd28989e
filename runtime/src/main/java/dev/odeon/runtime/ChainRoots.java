package dev.odeon.runtime;

import dev.odeon.chain.Block;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Intent;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Roots;

/**
 * What the history of a home needs of its store: the modules and manifests that ran, and all that
 * guests put, read or labelled, so that every turn can be run again, one that was broken off too.
 * Snapshots and states are not in the store, and name nothing there.
 */
final class ChainRoots implements Roots {
  private final Chains chains;
  private final Storage storage;

  ChainRoots(Chains chains, Storage storage) {
    this.chains = chains;
    this.storage = storage;
  }

  @Override
  public void visit(Marker marker) {
    // In this order: what is in use no more is in the index.
    storage.inUse().visit(ref -> marker.mark(ref, "in use"));
    for (Intent intent : chains.openIntents()) {
      intent.since().forEach(event -> mark(event, marker));
    }
    storage.index().naming(sequence -> mark(chains.blockAt(sequence).orElseThrow(), marker));
  }

  private static void mark(Block block, Marker marker) {
    for (int i = 0; i < block.eventCount(); i++) {
      mark(block.event(i), marker);
    }
  }

  private static void mark(Event event, Marker marker) {
    switch (event.data()) {
      case EventData.Spawned(var module, var manifest, _, _) -> {
        marker.mark(new ContentRef(module), "module");
        marker.mark(new ContentRef(manifest), "module");
      }
      case EventData.Upgraded(var module, var manifest) -> {
        marker.mark(new ContentRef(module), "module");
        marker.mark(new ContentRef(manifest), "module");
      }
      default -> StoreEvents.refs(event, ref -> marker.mark(ref, "chain"));
    }
  }
}
