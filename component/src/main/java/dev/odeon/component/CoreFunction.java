package dev.odeon.component;

/**
 * A function of a core module, or one that serves it: a long per value, i32 and f32 as bits in the
 * low half (the high half is zero where the host fills it, and ignored where the guest does), f64
 * as its bits.
 */
@FunctionalInterface
public interface CoreFunction {
  /** Calls it: as many values as its type has parameters, and as many back as it has results. */
  long[] call(long[] args);
}
