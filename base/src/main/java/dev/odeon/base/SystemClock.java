package dev.odeon.base;

/** The machine's clock. */
enum SystemClock implements Clock {
  INSTANCE;

  @Override
  public long millis() {
    return Math.max(0, System.currentTimeMillis());
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
