package dev.odeon.engine;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one module that wait for its next run, a few at most. A thread looks first where
 * it looked before, so that threads which run the same module seldom meet, and each finds the
 * instance that its processor still has in its cache. Thread-safe.
 */
final class IdleInstances {
  /** As many references fill a line of a processor's cache. */
  private static final int SPACING = 16;

  private final int countMax;
  private final AtomicReferenceArray<@Nullable Instance> places;
  private volatile boolean retired;

  /** None yet, and never more than {@code countMax}. */
  IdleInstances(int countMax) {
    this.countMax = countMax;
    this.places = new AtomicReferenceArray<>(countMax * SPACING);
  }

  /** One that is the caller's from now on; null if there is none. */
  @Nullable Instance take() {
    for (int i = 0; i < countMax; i++) {
      int place = place(i);
      if (places.get(place) != null) {
        Instance found = places.getAndSet(place, null);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** Keeps {@code instance}, unless there are as many as may be, or none is to be kept any more. */
  boolean keep(Instance instance) {
    for (int i = 0; i < countMax && !retired; i++) {
      int place = place(i);
      if (places.get(place) == null && places.compareAndSet(place, null, instance)) {
        // Who retired them meanwhile may have looked here before: then it is for this thread to
        // see.
        return !retired || !places.compareAndSet(place, instance, null);
      }
    }
    return false;
  }

  private int place(int tries) {
    return (int) ((Thread.currentThread().threadId() + tries) % countMax) * SPACING;
  }

  /** Closes all there are. */
  void drop() {
    for (int i = 0; i < countMax; i++) {
      Instance dropped = places.getAndSet(i * SPACING, null);
      if (dropped != null) {
        dropped.store().close();
      }
    }
  }

  /** Closes all there are, and keeps none from now on. */
  void retire() {
    retired = true;
    drop();
  }
}
