package dev.odeon.runtime.turn;

import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import dev.odeon.host.capability.StoreChange;
import dev.odeon.runtime.effect.PlacedEffect;
import dev.odeon.store.GuestPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What guests asked of the store and is not in it yet: first of turns on their way to the disk,
 * which the same actor's next turns see, then of durable blocks, which all see. Guest threads add
 * turns, the committer tells which became durable, the clerk makes the changes; guarded by its own
 * monitor, which is never held over a port call.
 */
final class PendingChanges {
  /**
   * A change of a durable block.
   *
   * @param at where the block asks for it
   */
  record Due(GuestPosition at, StoreChange change) {}

  /**
   * What one actor sees over what is in the store.
   *
   * @param made how many changes had been made when it looked: what it read is of use only if that
   *     is so still
   */
  record Seen(long made, List<StoreChange> changes) {}

  private record Turn(long height, List<PlacedEffect<StoreChange>> effects) {}

  private record Waiter(long made, Pending<Boolean> pending) {}

  private final Threads threads;
  private final Map<Key, Deque<Turn>> staged = new HashMap<>();
  private final Deque<Due> due = new ArrayDeque<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private long made;

  PendingChanges(Threads threads) {
    this.threads = threads;
  }

  /** A turn is about to be appended. */
  synchronized void staged(Key key, long height, List<PlacedEffect<StoreChange>> effects) {
    staged.computeIfAbsent(key, _ -> new ArrayDeque<>()).addLast(new Turn(height, effects));
  }

  /** The turn at {@code height} never becomes durable, and so none after it. */
  synchronized void dropped(Key key, long height) {
    Deque<Turn> turns = staged.get(key);
    if (turns != null) {
      turns.removeIf(turn -> turn.height >= height);
      if (turns.isEmpty()) {
        staged.remove(key);
      }
    }
  }

  /** The block of {@code key} at {@code height} is durable. */
  synchronized void durable(
      long sequence, Key key, long height, List<PlacedEffect<StoreChange>> effects) {
    Deque<Turn> turns = staged.get(key);
    if (turns != null && turns.getFirst().height == height) {
      turns.removeFirst();
      if (turns.isEmpty()) {
        staged.remove(key);
      }
    }
    for (PlacedEffect<StoreChange> each : effects) {
      due.addLast(new Due(new GuestPosition(sequence, each.index()), each.effect()));
    }
  }

  /** What turns of {@code key} see. */
  synchronized Seen seenBy(Key key) {
    List<StoreChange> changes = new ArrayList<>(due.size());
    due.forEach(entry -> changes.add(entry.change));
    for (Turn turn : staged.getOrDefault(key, new ArrayDeque<>(0))) {
      turn.effects.forEach(each -> changes.add(each.effect()));
    }
    return new Seen(made, changes);
  }

  /** How many changes were made so far. */
  synchronized long made() {
    return made;
  }

  /** How many wait to be made. */
  synchronized int count() {
    return due.size();
  }

  /** The change to be made next, or null. */
  synchronized @Nullable Due next() {
    return due.peekFirst();
  }

  /** What {@link #next} gave is in the store. */
  void madeNext() {
    List<Waiter> told = new ArrayList<>(0);
    synchronized (this) {
      due.removeFirst();
      made++;
      for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
        Waiter waiter = all.next();
        if (waiter.made <= made) {
          told.add(waiter);
          all.remove();
        }
      }
    }
    told.forEach(waiter -> waiter.pending.complete(true));
  }

  /** No change can be made for now: nobody shall wait for one. */
  void stalled() {
    Collection<Waiter> told;
    synchronized (this) {
      told = List.copyOf(waiters);
      waiters.clear();
    }
    told.forEach(waiter -> waiter.pending.complete(false));
  }

  /** Completed once at most {@code left} of the changes that wait now do; false if none is made. */
  synchronized Pending<Boolean> whenLeft(int left) {
    Pending<Boolean> pending = new Pending<>(threads);
    if (due.size() <= left) {
      pending.complete(true);
    } else {
      waiters.add(new Waiter(made + due.size() - left, pending));
    }
    return pending;
  }
}
