package dev.odeon.component;

/**
 * A core module's function, or a host function that it imports. Each value is a long: i32 and f32
 * are bits in the low half (the host fills the high half with zeros and ignores it in the guest's
 * values); f64 is its bits.
 */
@FunctionalInterface
public interface CoreFunction {
  /**
   * Calls the function.
   *
   * @param args one value per parameter of its type
   * @return one value per result
   */
  long[] call(long[] args);
}
