package dev.odeon.runtime.actor;

import dev.odeon.base.Clock;
import dev.odeon.base.Pending;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.index.OpenRequest;
import dev.odeon.runtime.index.OpenRequestIndex;
import dev.odeon.runtime.turn.BlockClock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has the open requests closed whose deadlines passed, those too that passed while the home was not
 * open. One timer stands for all of them, and at most {@value #AT_A_TIME} are closed at a time.
 * What cannot be closed, such as one of an actor that lacks a block, is tried again a minute later.
 *
 * <p>Deadlines are times of blocks, which follow the clock on the wall: so it looks at that at
 * least once a minute while a request is open. Any thread; guarded by its own monitor, which is
 * never held over a port or a callback.
 */
final class RequestExpiry {
  private static final int AT_A_TIME = 64;
  private static final long LOOK_MILLIS = 60_000;
  private static final long NANOS = 1_000_000;

  private final OpenRequestIndex requests;
  private final Deadlines deadlines;
  private final Clock clock;
  private final BlockClock blockClock;
  private final Function<OpenRequest, Pending<Answer>> close;

  /** What this round has left to close, of all that was due at {@link #roundMillis}. */
  private final Deque<OpenRequest> due = new ArrayDeque<>();

  private long roundMillis = Long.MIN_VALUE;
  private int closing;
  private boolean round;
  private boolean submitting;
  private boolean started;
  private Deadlines.@Nullable Entry timer;
  private long timerNanos;

  /**
   * Of {@code requests}, from {@link #start} on.
   *
   * @param close closes one, if it is still open; never blocks
   */
  RequestExpiry(
      OpenRequestIndex requests,
      Deadlines deadlines,
      Clock clock,
      BlockClock blockClock,
      Function<OpenRequest, Pending<Answer>> close) {
    this.requests = requests;
    this.deadlines = deadlines;
    this.clock = clock;
    this.blockClock = blockClock;
    this.close = close;
  }

  /** Begins with what is due already. */
  void start() {
    synchronized (this) {
      started = true;
    }
    look();
  }

  /** A durable block left {@code request} open: its deadline may be the next that comes. */
  void opened(OpenRequest request) {
    synchronized (this) {
      if (!started || round) {
        return; // after a round all are looked at
      }
    }
    arm(requests.deadlineMillis(request) - blockClock.nowMillis());
  }

  /** Begins a round, unless one is going on. */
  private void look() {
    long now = blockClock.nowMillis();
    synchronized (this) {
      timer = null;
      if (round) {
        return;
      }
      round = true;
      roundMillis = now;
      due.addAll(requests.due(now));
    }
    submit();
  }

  /** Hands requests to their actors as long as there is room; the last to end ends the round. */
  private void submit() {
    synchronized (this) {
      if (submitting) {
        return; // whoever does sees that there is room
      }
      submitting = true;
    }
    OpenRequest next = next();
    while (next != null) {
      close(next);
      next = next();
    }
  }

  private @Nullable OpenRequest next() {
    synchronized (this) {
      if (closing < AT_A_TIME && !due.isEmpty()) {
        closing++;
        return due.poll();
      }
      submitting = false;
      if (closing > 0 || !round) {
        return null;
      }
      round = false;
    }
    OpenRequest first = requests.firstAfter(roundMillis);
    if (first != null) {
      arm(requests.deadlineMillis(first) - blockClock.nowMillis());
    } else if (requests.count() > 0) {
      arm(LOOK_MILLIS);
    }
    return null;
  }

  private void close(OpenRequest request) {
    Pending<Answer> answer;
    try {
      answer = close.apply(request);
    } catch (RuntimeException _) {
      ended(); // it is due still, and tried again
      return;
    }
    answer.whenDone((_, _) -> ended());
  }

  private void ended() {
    synchronized (this) {
      closing--;
    }
    submit();
  }

  /** Looks again after {@code millis}, or before. */
  private void arm(long millis) {
    long wait = Math.clamp(millis, 1, LOOK_MILLIS);
    long at = clock.nanos() + wait * NANOS;
    Deadlines.Entry next = deadlines.at(at, this::look);
    Deadlines.Entry before;
    synchronized (this) {
      if (timer != null && timerNanos - at <= 0) {
        return;
      }
      before = timer;
      timer = next;
      timerNanos = at;
    }
    if (before != null) {
      boolean _ = before.cancel();
    }
    next.start();
  }
}
