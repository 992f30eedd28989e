package dev.odeon.runtime.actor;

import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The actors in memory, by when they last took a turn. Those that took none for a while are asked
 * to leave, and so are those idle the longest when all states together take more than they may.
 * Guarded by its monitor, never held over a port call.
 */
final class StateCache {
  /** After this time without a turn an actor leaves memory. */
  static final Duration IDLE = Duration.ofSeconds(10);

  /**
   * What an actor in memory takes beside its state, in bytes: so that many empty ones count too.
   */
  private static final long OVERHEAD = 512;

  private final Clock clock;
  private final Deadlines deadlines;
  private final long bytesMax;
  private final LinkedHashMap<Key, Resident> residents = new LinkedHashMap<>(16, 0.75f, true);
  private Runnable sweep = () -> {};
  private boolean sweeping;
  private long bytes;

  private record Resident(long size, long usedNanos) {}

  StateCache(Clock clock, Deadlines deadlines, long bytesMax) {
    this.clock = clock;
    this.deadlines = deadlines;
    this.bytesMax = bytesMax;
  }

  /** Says what is done when actors may be idle: asks {@link #idle} who. Before the first actor. */
  void sweeps(Runnable action) {
    sweep = action;
  }

  /** The state of {@code key} now has {@code size} bytes. Returns who should leave. */
  List<Key> changed(Key key, long size) {
    long now = clock.nanos();
    List<Key> leaving;
    synchronized (this) {
      put(key, size, now);
      leaving = bytes <= bytesMax ? List.of() : overMost(key);
    }
    sweepAt(now + IDLE.toNanos());
    return leaving;
  }

  private void put(Key key, long size, long now) {
    Resident before = residents.put(key, new Resident(size + OVERHEAD, now));
    bytes += size + OVERHEAD - (before == null ? 0 : before.size);
  }

  private List<Key> overMost(Key key) {
    List<Key> leaving = new ArrayList<>();
    for (Iterator<Map.Entry<Key, Resident>> oldest = residents.entrySet().iterator();
        bytes > bytesMax && oldest.hasNext(); ) {
      Map.Entry<Key, Resident> entry = oldest.next();
      if (!entry.getKey().equals(key)) {
        leaving.add(entry.getKey());
        bytes -= entry.getValue().size;
        oldest.remove();
      }
    }
    return leaving;
  }

  /** One sweep is due at a time. */
  private void sweepAt(long nanos) {
    synchronized (this) {
      if (sweeping) {
        return;
      }
      sweeping = true;
    }
    deadlines.at(nanos, sweep).start();
  }

  /** Who took no turn for a while. They count on until they have left. */
  List<Key> idle() {
    long now = clock.nanos();
    List<Key> idle = new ArrayList<>();
    long next = -1;
    synchronized (this) {
      sweeping = false;
      for (Map.Entry<Key, Resident> oldest : residents.entrySet()) {
        long due = oldest.getValue().usedNanos + IDLE.toNanos();
        if (due - now > 0) {
          next = due;
          break;
        }
        idle.add(oldest.getKey());
      }
    }
    if (next >= 0 || !idle.isEmpty()) {
      sweepAt(next >= 0 ? next : now + IDLE.toNanos());
    }
    return idle;
  }

  /** {@code key} was asked to leave and cannot yet: it counts on, and is asked again. */
  void stays(Key key, long size) {
    long now = clock.nanos();
    synchronized (this) {
      put(key, size, now);
    }
    sweepAt(now + IDLE.toNanos());
  }

  /** What all of them take, in bytes. */
  synchronized long bytes() {
    return bytes;
  }

  /** {@code key} is in memory no longer. */
  synchronized void left(Key key) {
    Resident resident = residents.remove(key);
    bytes -= resident == null ? 0 : resident.size;
  }
}
