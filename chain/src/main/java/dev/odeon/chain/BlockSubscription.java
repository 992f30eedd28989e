package dev.odeon.chain;

import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that a reader follows, in the order of the log, none left out and none twice: those
 * that are there, then those to come. It reads the log at the pace at which it is asked, and holds
 * a few blocks in between; a block that becomes durable only wakes who waits. So a slow reader
 * delays nobody, and is never dropped.
 *
 * <p>One thread at a time reads; any thread may close it, which ends a wait.
 */
public final class BlockSubscription implements Iterator<FoundBlock>, AutoCloseable {
  private final Followers followers;
  private final BlockCursor cursor;
  private final Threads threads;

  /** Whose blocks alone wake it; null for all. */
  private final @Nullable Key actor;

  private @Nullable FoundBlock peeked;
  private volatile boolean closed;
  private volatile boolean nudged;

  /** What the reader waits for, or waited for last. */
  private volatile @Nullable Pending<Boolean> waiting;

  BlockSubscription(Followers followers, BlockCursor cursor, @Nullable Key actor, Threads threads) {
    this.followers = followers;
    this.actor = actor;
    this.cursor = cursor;
    this.threads = threads;
  }

  /**
   * The next block that is there already; null if it has given all of them, or is closed. It never
   * waits but for the disk.
   *
   * @throws ChainException if what the log holds there is not a block; it stays there
   */
  public @Nullable FoundBlock poll() {
    FoundBlock found = peeked;
    if (found != null) {
      peeked = null;
      return found;
    }
    return closed ? null : cursor.poll(followers.end(), () -> closed);
  }

  /** How many blocks of the home there are: every later one is new. */
  public long durable() {
    return followers.end();
  }

  /**
   * Waits for a block; false once it is closed, by its owner or with the home.
   *
   * @throws ChainException as {@link #poll}
   */
  @Override
  public boolean hasNext() {
    while (peeked == null && !closed) {
      peeked = poll();
      if (peeked == null) {
        await();
      }
    }
    return peeked != null && !closed;
  }

  /**
   * Waits for a block and returns it.
   *
   * @throws NoSuchElementException once it is closed
   */
  @Override
  public FoundBlock next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the subscription is closed");
    }
    FoundBlock found = peeked;
    peeked = null;
    return Objects.requireNonNull(found);
  }

  /**
   * Waits until there may be a block that was not there at the last {@link #poll}, somebody nudges
   * it, or it is closed.
   */
  public void await() {
    Pending<Boolean> wait = new Pending<>(threads);
    waiting = wait;
    if (!nudged && followers.enlist(this) && !closed) {
      boolean _ = wait.await();
    }
    nudged = false;
  }

  /** Ends a wait, or the next one, though there may be no block. Any thread. */
  public void nudge() {
    nudged = true;
    wake();
  }

  /** Whose blocks alone wake it; null for all. */
  @Nullable Key actor() {
    return actor;
  }

  /** Whether it has given everything below {@code end}. */
  boolean hasSeen(long end) {
    return cursor.hasSeen(end);
  }

  /** There may be a block for it, or it is closed. Any thread. */
  void wake() {
    Pending<Boolean> wait = waiting;
    if (wait != null) {
      wait.complete(true);
    }
  }

  /** Whether it is closed. */
  public boolean isClosed() {
    return closed;
  }

  /** Ends it, and a wait for its next block. */
  @Override
  public void close() {
    if (!closed) {
      end();
      followers.remove(this);
    }
  }

  /** It is closed, with the home or alone. */
  void end() {
    closed = true;
    wake();
  }
}
