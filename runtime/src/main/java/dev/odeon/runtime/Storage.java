package dev.odeon.runtime;

import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Event;
import dev.odeon.store.CacheStats;
import dev.odeon.store.GuestPosition;
import dev.odeon.store.Store;
import java.nio.file.Path;
import java.util.List;

/** The content store of a home, and how what guests ask of it gets there. */
final class Storage implements AutoCloseable {
  /** How many changes may wait before a guest that wants another waits too. */
  static final int WAITING_MAX = 1024;

  private final HomeStore home;
  private final StoreIndex index;
  private final PendingChanges pending;
  private final StoreClerk clerk;
  private final ContentsInUse inUse = new ContentsInUse();

  Storage(Path folder, Ports ports, Chains chains, BlockHashes hashes, StoreIndex index) {
    this.home = new HomeStore(folder, ports, new Elsewhere(chains, hashes));
    this.index = index;
    this.pending = new PendingChanges(ports.threads());
    this.clerk = new StoreClerk(ports.threads(), home, pending);
  }

  /** The store, opened if it is not yet. */
  Store store() {
    return home.get();
  }

  /** How its memory cache does; does not open it. */
  CacheStats cache() {
    return home.cache();
  }

  ContentsInUse inUse() {
    return inUse;
  }

  StoreIndex index() {
    return index;
  }

  PendingChanges pending() {
    return pending;
  }

  /**
   * Takes up the changes of durable blocks that the store has not made, and hears of every later
   * one. Once, before anything is appended.
   */
  void recover(Chains chains) {
    index.tells(this::durable);
    if (index.changesNothing()) {
      return;
    }
    GuestPosition made = home.get().guestPosition();
    index.changing(
        Math.max(0, made.sequence()),
        sequence -> {
          Block block = chains.blockAt(sequence).orElseThrow();
          pending.durable(
              sequence,
              StoreEvents.changes(block.key().tenant(), block.events()).stream()
                  .filter(asked -> asked.at(sequence).compareTo(made) > 0)
                  .toList());
        });
    if (pending.count() > 0) {
      clerk.start();
    }
  }

  /** On the committer thread. */
  private void durable(long sequence, Block block) {
    if (!pending.durable(sequence, block.key(), block.height())) {
      pending.durable(sequence, StoreEvents.changes(block.key().tenant(), block.events()));
    }
    clerk.wake();
  }

  /** A turn of {@code key} with {@code events} is about to be appended. */
  void appending(Key key, long height, List<Event> events) {
    List<StoreEvents.Asked> asked = StoreEvents.changes(key.tenant(), events);
    if (!asked.isEmpty()) {
      pending.appending(key, height, asked);
      clerk.start();
    }
  }

  /** The turn at {@code height} is durable, or it never will be. On the committer thread. */
  void settled(Key key, long height, boolean durable) {
    if (durable) {
      inUse.durable(key, height);
    } else {
      inUse.failed(key, height);
      pending.failed(key, height);
    }
  }

  /** Waits until there is room for another change; false if the disk of the store lets none in. */
  boolean awaitRoom() {
    return pending.count() < WAITING_MAX || clerk.awaitLeft(WAITING_MAX / 2);
  }

  /** Waits until the changes of all blocks that are durable now are made, or cannot be. */
  void settle() {
    boolean _ = clerk.awaitLeft(0);
  }

  @Override
  public void close() {
    clerk.close();
    home.close();
  }
}
