package dev.odeon.runtime.timer;

import java.util.Arrays;

/**
 * The timers that wait, and the order in which they are due: a row of numbers each, some 100 bytes,
 * in arrays that grow. An actor and a timer's name are known by their prints, hashes of 128 and 64
 * bits. Those of one actor are linked. Not thread-safe.
 */
final class TimerTable {
  /** No row. */
  static final int NONE = -1;

  private static final int ROWS = 16;

  // Actors.
  private final PrintMap actors = new PrintMap(this::isActor);
  private int actorCount;
  private int freeActor = NONE;
  private long[] actorHigh = new long[ROWS];
  private long[] actorLow = new long[ROWS];
  private long[] tenant = new long[ROWS];
  private int[] first = new int[ROWS]; // of its timers; of a free row, the next free one
  private int[] own = new int[ROWS]; // how many of its timers are not a manifest's
  private int[] handed = new int[ROWS]; // how many it was handed, and has not settled
  private int[] blocked = new int[ROWS]; // how many wait until it has

  // Timers.
  private final PrintMap timers = new PrintMap(this::isTimer);
  private int timerCount;
  private int freeTimer = NONE;
  private int[] actor = new int[ROWS];
  private int[] next = new int[ROWS];
  private int[] before = new int[ROWS];
  private long[] name = new long[ROWS];
  private long[] due = new long[ROWS];
  private long[] at = new long[ROWS];
  private long[] sequence = new long[ROWS];
  private int[] event = new int[ROWS];
  private int[] number = new int[ROWS];
  private int[] spec = new int[ROWS];
  private byte[] attempts = new byte[ROWS];
  private Standing[] standing = new Standing[ROWS];

  // The heap of those that wait for their time, by it.
  private int[] heap = new int[ROWS];
  private int[] place = new int[ROWS];
  private int heapSize;
  private int count;

  /** How a timer stands. */
  enum Standing {
    /** It waits for its time. */
    WAITING,
    /** It is due, and waits until its actor runs. */
    HELD,
    /** It is due, and waits until its actor has taken others. */
    BLOCKED,
    /** Its actor was handed it. */
    HANDED,
    /** The turn of it has begun. */
    FIRING
  }

  // What a search looks for.
  private long soughtHigh;
  private long soughtLow;

  private boolean isActor(int row) {
    return actorHigh[row] == soughtHigh && actorLow[row] == soughtLow;
  }

  private boolean isTimer(int row) {
    return actor[row] == soughtHigh && name[row] == soughtLow;
  }

  private static long mixed(long high, long low) {
    return (high * 0x9E37_79B9_7F4A_7C15L) ^ low;
  }

  /** How many rows there are, those of timers that are gone included. */
  int rows() {
    return timerCount;
  }

  /** Whether a timer has the row. */
  boolean isUsed(int row) {
    return sequence[row] != NONE;
  }

  /** How many timers there are. */
  int count() {
    return count;
  }

  /** The row of an actor; {@link #NONE} if it has no timers. */
  int actor(long high, long low) {
    soughtHigh = high;
    soughtLow = low;
    return actors.find(mixed(high, low));
  }

  /** The same, made if it has none. */
  int actor(long high, long low, long ofTenant) {
    int known = actor(high, low);
    if (known != NONE) {
      return known;
    }
    int row = freeActor;
    if (row == NONE) {
      row = actorCount++;
      if (row == first.length) {
        growActors(row * 2);
      }
    } else {
      freeActor = first[row];
    }
    actorHigh[row] = high;
    actorLow[row] = low;
    tenant[row] = ofTenant;
    first[row] = NONE;
    own[row] = 0;
    handed[row] = 0;
    blocked[row] = 0;
    actors.add(mixed(high, low), row);
    return row;
  }

  private void growActors(int size) {
    actorHigh = Arrays.copyOf(actorHigh, size);
    actorLow = Arrays.copyOf(actorLow, size);
    tenant = Arrays.copyOf(tenant, size);
    first = Arrays.copyOf(first, size);
    own = Arrays.copyOf(own, size);
    handed = Arrays.copyOf(handed, size);
    blocked = Arrays.copyOf(blocked, size);
  }

  /** The timer of an actor; {@link #NONE} if there is none of that name. */
  int timer(int actorRow, long namePrint) {
    soughtHigh = actorRow;
    soughtLow = namePrint;
    return timers.find(mixed(actorRow, namePrint));
  }

  /**
   * Adds a timer, which its actor must not have.
   *
   * @param ofSpec what it follows from; {@link #NONE} for one that the guest set
   */
  int add(int actorRow, long namePrint, long setSequence, int setEvent, int setNumber, int ofSpec) {
    int row = freeTimer;
    if (row == NONE) {
      row = timerCount++;
      if (row == next.length) {
        growTimers(row * 2);
      }
    } else {
      freeTimer = next[row];
    }
    actor[row] = actorRow;
    name[row] = namePrint;
    sequence[row] = setSequence;
    event[row] = setEvent;
    number[row] = setNumber;
    spec[row] = ofSpec;
    attempts[row] = 0;
    standing[row] = Standing.HELD;
    place[row] = NONE;
    before[row] = NONE;
    next[row] = first[actorRow];
    if (next[row] != NONE) {
      before[next[row]] = row;
    }
    first[actorRow] = row;
    if (ofSpec == NONE) {
      own[actorRow]++;
    }
    timers.add(mixed(actorRow, namePrint), row);
    count++;
    return row;
  }

  private void growTimers(int size) {
    actor = Arrays.copyOf(actor, size);
    next = Arrays.copyOf(next, size);
    before = Arrays.copyOf(before, size);
    name = Arrays.copyOf(name, size);
    due = Arrays.copyOf(due, size);
    at = Arrays.copyOf(at, size);
    sequence = Arrays.copyOf(sequence, size);
    event = Arrays.copyOf(event, size);
    number = Arrays.copyOf(number, size);
    spec = Arrays.copyOf(spec, size);
    attempts = Arrays.copyOf(attempts, size);
    standing = Arrays.copyOf(standing, size);
    place = Arrays.copyOf(place, size);
  }

  /** Takes a timer out, and its actor if that was the last. */
  void remove(int row) {
    leave(row);
    int actorRow = actor[row];
    soughtHigh = actorRow;
    soughtLow = name[row];
    timers.remove(mixed(actorRow, name[row]));
    if (before[row] == NONE) {
      first[actorRow] = next[row];
    } else {
      next[before[row]] = next[row];
    }
    if (next[row] != NONE) {
      before[next[row]] = before[row];
    }
    if (spec[row] == NONE) {
      own[actorRow]--;
    }
    sequence[row] = NONE;
    next[row] = freeTimer;
    freeTimer = row;
    count--;
    if (first[actorRow] == NONE) {
      soughtHigh = actorHigh[actorRow];
      soughtLow = actorLow[actorRow];
      actors.remove(mixed(soughtHigh, soughtLow));
      first[actorRow] = freeActor;
      freeActor = actorRow;
    }
  }

  /** The first timer of an actor. */
  int first(int actorRow) {
    return first[actorRow];
  }

  /** The next timer of the same actor. */
  int next(int row) {
    return next[row];
  }

  int actorOf(int row) {
    return actor[row];
  }

  long tenant(int actorRow) {
    return tenant[actorRow];
  }

  /** How many of an actor's timers are not a manifest's. */
  int own(int actorRow) {
    return own[actorRow];
  }

  /** How many timers an actor was handed, and has not settled. */
  int handed(int actorRow) {
    return handed[actorRow];
  }

  boolean anyBlocked(int actorRow) {
    return blocked[actorRow] > 0;
  }

  /** When it is due; of one of a manifest that waits, the time before. */
  long due(int row) {
    return due[row];
  }

  void due(int row, long millis) {
    due[row] = millis;
  }

  /** When it is to be looked at. */
  long at(int row) {
    return at[row];
  }

  long sequence(int row) {
    return sequence[row];
  }

  int event(int row) {
    return event[row];
  }

  int number(int row) {
    return number[row];
  }

  int spec(int row) {
    return spec[row];
  }

  int attempts(int row) {
    return attempts[row];
  }

  void attempts(int row, int made) {
    attempts[row] = (byte) Math.min(made, Byte.MAX_VALUE);
  }

  Standing standing(int row) {
    return standing[row];
  }

  /** Whether {@code row} is still that of the timer which an event of a block set. */
  boolean is(int row, long setSequence, int setEvent) {
    return row < timerCount && sequence[row] == setSequence && event[row] == setEvent;
  }

  /** It waits until {@code millis}. */
  void until(int row, long millis) {
    leave(row);
    standing[row] = Standing.WAITING;
    at[row] = millis;
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, heapSize * 2);
    }
    up(heapSize++, row);
  }

  /** It does not wait for its time any more, but stands otherwise. */
  void stand(int row, Standing now) {
    leave(row);
    standing[row] = now;
    if (now == Standing.BLOCKED) {
      blocked[actor[row]]++;
    } else if (now == Standing.HANDED || now == Standing.FIRING) {
      handed[actor[row]]++;
    }
  }

  /** The one that is to be looked at first; {@link #NONE} if none waits for its time. */
  int head() {
    return heapSize == 0 ? NONE : heap[0];
  }

  private void leave(int row) {
    switch (standing[row]) {
      case WAITING -> unheap(place[row]);
      case BLOCKED -> blocked[actor[row]]--;
      case HANDED, FIRING -> handed[actor[row]]--;
      case HELD -> {}
    }
    standing[row] = Standing.HELD;
  }

  private void unheap(int from) {
    int removed = heap[from];
    int last = heap[--heapSize];
    place[removed] = NONE;
    if (removed != last) {
      up(from, last);
      down(place[last], last);
    }
  }

  private boolean isEarlier(int a, int b) {
    return at[a] != at[b] ? at[a] < at[b] : sequence[a] < sequence[b];
  }

  private void up(int from, int row) {
    int hole = from;
    while (hole > 0 && isEarlier(row, heap[(hole - 1) / 2])) {
      set(hole, heap[(hole - 1) / 2]);
      hole = (hole - 1) / 2;
    }
    set(hole, row);
  }

  private void down(int from, int row) {
    int hole = from;
    while (2 * hole + 1 < heapSize) {
      int child = 2 * hole + 1;
      if (child + 1 < heapSize && isEarlier(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isEarlier(heap[child], row)) {
        break;
      }
      set(hole, heap[child]);
      hole = child;
    }
    set(hole, row);
  }

  private void set(int hole, int row) {
    heap[hole] = row;
    place[row] = hole;
  }
}
