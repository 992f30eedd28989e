package dev.odeon.runtime;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Intent;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Roots;
import java.util.function.Supplier;

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
      String by = name(intent.height(), intent.key());
      intent.since().forEach(event -> mark(event, marker, () -> by));
    }
    storage.index().naming(sequence -> mark(chains.blockAt(sequence).orElseThrow(), marker));
  }

  /** What is called so for people. */
  static String name(long height, Key key) {
    return "block %d of %s".formatted(height, key);
  }

  private static void mark(Block block, Marker marker) {
    for (int i = 0; i < block.eventCount(); i++) {
      mark(block.event(i), marker, () -> name(block.height(), block.key()));
    }
  }

  /** Tells {@code marker} what {@code event}, which is part of {@code by}, names. */
  static void mark(Event event, Marker marker, Supplier<String> by) {
    switch (event.data()) {
      case EventData.Spawned(var module, var manifest, _, _) -> {
        marker.require(new ContentRef(module), "module", by);
        marker.require(new ContentRef(manifest), "module", by);
      }
      case EventData.Upgraded(var module, var manifest) -> {
        marker.require(new ContentRef(module), "module", by);
        marker.require(new ContentRef(manifest), "module", by);
      }
      default ->
          StoreEvents.refs(
              event,
              (ref, required) -> {
                if (required) {
                  marker.require(ref, "chain", by);
                } else {
                  marker.mark(ref, "chain");
                }
              });
    }
  }
}
