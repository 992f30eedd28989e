package dev.odeon.testkit.model;

/** Small numbers as one: each has a radix of its own, the first is the lowest digit. */
final class MixedRadix {
  private MixedRadix() {}

  /** Puts digits together; throws {@link ArithmeticException} if they do not fit into a long. */
  static final class Writer {
    private long number;
    private long weight = 1;

    void put(int digit, int radix) {
      if (digit < 0 || digit >= radix) {
        throw new IllegalArgumentException(digit + " is no digit below " + radix);
      }
      number += digit * weight;
      weight = Math.multiplyExact(weight, radix);
    }

    long number() {
      return number;
    }
  }

  /** Takes the digits out again, in the same order. */
  static final class Reader {
    private long rest;

    Reader(long number) {
      this.rest = number;
    }

    int take(int radix) {
      int digit = (int) (rest % radix);
      rest /= radix;
      return digit;
    }
  }
}
