package dev.odeon.runtime.turn;

import dev.odeon.base.Key;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.host.capability.StoreChange;
import dev.odeon.runtime.HomeStore;
import dev.odeon.runtime.effect.EffectHandler;
import dev.odeon.runtime.effect.EffectPosition;
import dev.odeon.runtime.effect.PlacedEffect;
import dev.odeon.store.GuestPosition;
import java.util.List;

/**
 * Makes the changes that guests asked of the content store, in the order of the log; the store
 * keeps the mark. Turns of the same actor see a change at once, everybody when its block is
 * durable.
 */
public final class StoreEffects implements EffectHandler<StoreChange>, AutoCloseable {
  /** How many changes may wait before a guest that wants another waits too. */
  static final int WAITING_MAX = 1024;

  private final HomeStore store;
  private final PendingChanges pending;
  private final StoreWriter writer;

  StoreEffects(Threads threads, HomeStore store) {
    this.store = store;
    this.pending = new PendingChanges(threads);
    this.writer = new StoreWriter(threads, store, pending);
  }

  /** What is not in the store yet. */
  PendingChanges pending() {
    return pending;
  }

  @Override
  public Class<StoreChange> type() {
    return StoreChange.class;
  }

  @Override
  public void staged(Key actor, long height, List<PlacedEffect<StoreChange>> effects) {
    pending.staged(actor, height, effects);
    writer.start();
  }

  @Override
  public void durable(long sequence, Block block, List<PlacedEffect<StoreChange>> effects) {
    pending.durable(sequence, block.key(), block.height(), effects);
    writer.wake();
  }

  @Override
  public void dropped(Key actor, long height) {
    pending.dropped(actor, height);
  }

  @Override
  public EffectPosition mark() {
    GuestPosition made = store.get().guestPosition();
    return new EffectPosition(made.sequence(), made.index());
  }

  /** Who reads the labels sees the changes of every durable block, made or not. */
  @Override
  public boolean waitsForHome() {
    return false;
  }

  /** What is left of earlier processes was found: makes it. */
  public void recovered() {
    if (pending.count() > 0) {
      writer.start();
    }
  }

  /** Waits until there is room for another change; false if the disk of the store lets none in. */
  boolean awaitRoom() {
    return pending.count() < WAITING_MAX || writer.awaitLeft(WAITING_MAX / 2);
  }

  /** Waits until the changes of all blocks that are durable now are made, or cannot be. */
  public void settle() {
    boolean _ = writer.awaitLeft(0);
  }

  @Override
  public void close() {
    writer.close();
  }
}
