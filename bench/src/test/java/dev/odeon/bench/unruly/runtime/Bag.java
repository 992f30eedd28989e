package dev.odeon.bench.unruly.runtime;

/** Asks for everything. */
class Bag {
  Bag(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j) {
    int _ = a + b + c + d + e + f + g + h + i + j;
  }

  /** A bag of services that is a record. */
  record Sack(Bag a, Bag b, Bag c, Bag d, Bag e, Bag f, Bag g, Bag h, Bag i, Bag j) {}
}
