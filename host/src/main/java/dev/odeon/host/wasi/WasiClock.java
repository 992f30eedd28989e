package dev.odeon.host.wasi;

/**
 * The time of one run: it begins where the context says, and passes one microsecond each time it is
 * read and by what is slept, so that it is the same on every machine and a guest that waits for it
 * to pass comes to an end.
 */
final class WasiClock {
  static final long RESOLUTION_NANOS = 1_000;

  private static final int REALTIME = 0;
  private static final int LAST = 3;

  private final long startNanos;
  private long elapsedNanos;

  WasiClock(long startMillis) {
    this.startNanos = startMillis * 1_000_000;
  }

  /** What clock {@code id} shows; all but the first show the time since the start. */
  long read(int id) {
    check(id);
    elapsedNanos += RESOLUTION_NANOS;
    return id == REALTIME ? startNanos + elapsedNanos : elapsedNanos;
  }

  /** How long until clock {@code id} shows {@code time}, in nanoseconds; not below 0. */
  long until(int id, long time) {
    check(id);
    long now = id == REALTIME ? startNanos + elapsedNanos : elapsedNanos;
    return Long.compareUnsigned(time, now) > 0 ? time - now : 0;
  }

  /** Lets time pass; beyond what a long can hold it stands still. */
  void sleep(long nanos) {
    long room = Long.MAX_VALUE - startNanos - elapsedNanos;
    elapsedNanos += nanos < 0 || nanos > room ? Math.max(0, room) : nanos;
  }

  static void check(int id) {
    if (id < REALTIME || id > LAST) {
      throw WasiErrno.INVAL.failure();
    }
  }
}
