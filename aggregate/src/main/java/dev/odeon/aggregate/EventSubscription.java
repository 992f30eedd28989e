package dev.odeon.aggregate;

import dev.odeon.chain.BlockSubscription;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The events that a reader follows, in the order of the log, none left out and none twice: those
 * that are there, then those to come. It reads the log at the pace at which it is asked, so a slow
 * reader delays nobody and is never dropped.
 *
 * <p>One thread at a time reads; any thread may close it, which ends a wait.
 */
public final class EventSubscription implements Iterator<StoredEvent>, AutoCloseable {
  private final BlockSubscription blocks;
  private final StreamCursor cursor;
  private final Queue<StoredEvent> ready = new ArrayDeque<>();

  EventSubscription(BlockSubscription blocks, StreamCursor cursor) {
    this.blocks = blocks;
    this.cursor = cursor;
  }

  /** The next event that is there already; null if it has given all of them. Never waits. */
  public @Nullable StoredEvent poll() {
    while (ready.isEmpty()) {
      var found = blocks.poll();
      if (found == null) {
        return null;
      }
      ready.addAll(EventReader.of(found, cursor));
    }
    return ready.poll();
  }

  /** Waits for an event; false once it is closed, by its owner or with the store. */
  @Override
  public boolean hasNext() {
    while (ready.isEmpty()) {
      if (!blocks.hasNext()) {
        return false;
      }
      ready.addAll(EventReader.of(blocks.next(), cursor));
    }
    return true;
  }

  /**
   * Waits for an event and returns it.
   *
   * @throws NoSuchElementException once it is closed
   */
  @Override
  public StoredEvent next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the subscription is closed");
    }
    return ready.remove();
  }

  /** Ends it, and a wait for its next event. */
  @Override
  public void close() {
    blocks.close();
  }
}
