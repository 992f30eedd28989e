package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.runtime.ActorLoad;

/**
 * What one actor did since it came into memory, and in the last seconds. The thread that runs the
 * actor counts, any thread reads.
 */
final class ActorMeter {
  /** How long the time is that rates are told of. */
  static final long SPAN_NANOS = 2_000_000_000;

  private final Count turns = new Count();
  private final Count nanos = new Count();
  private final Count fuel = new Count();
  private long slot = Long.MIN_VALUE;
  private long stateBytes;

  /** Turns whose task is not over, and the fuel that they used. */
  private long newTurns;

  private long newFuel;

  /** A number that grows: all of it, and what came in the slot that runs and the one before. */
  private static final class Count {
    private long total;
    private long now;
    private long before;

    void add(long more) {
      total += more;
      now += more;
    }

    void next(boolean following) {
      before = following ? now : 0;
      now = 0;
    }

    /** A second's worth, {@code into} nanoseconds into the slot. */
    long aSecond(long into) {
      double left = (double) (SPAN_NANOS - into) / SPAN_NANOS;
      return Math.round((now + before * left) * 1e9 / SPAN_NANOS);
    }
  }

  /** A turn was taken, which used that much fuel. */
  synchronized void turn(long usedFuel) {
    newTurns++;
    newFuel += usedFuel;
  }

  /**
   * A task was carried out.
   *
   * @param took how long its thread was busy with it
   * @param clock the time, by the monotonic clock
   */
  synchronized void ran(long took, long clock) {
    advance(clock);
    nanos.add(took);
  }

  /** Its state has that size. */
  synchronized void state(long bytes) {
    stateBytes = bytes;
  }

  private void advance(long clock) {
    long current = Math.floorDiv(clock, SPAN_NANOS);
    if (current != slot) {
      boolean following = current == slot + 1;
      turns.next(following);
      nanos.next(following);
      fuel.next(following);
      slot = current;
    }
    turns.add(newTurns);
    fuel.add(newFuel);
    newTurns = 0;
    newFuel = 0;
  }

  /**
   * All of it.
   *
   * @param clock the time, by the monotonic clock
   * @param waiting how many tasks wait in the mailbox
   */
  synchronized ActorLoad load(Key key, long clock, int waiting) {
    advance(clock);
    long into = Math.floorMod(clock, SPAN_NANOS);
    return new ActorLoad(
        key,
        turns.total,
        turns.aSecond(into),
        nanos.total,
        nanos.aSecond(into),
        fuel.total,
        fuel.aSecond(into),
        waiting,
        stateBytes);
  }
}
